import { mbppPlugin } from './mbpp.ts';

export default mbppPlugin('mbpp', 'Runs programs that a model wrote against asserts.', 'mbpp');
