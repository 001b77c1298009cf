import { humanEvalPlugin } from './humaneval.ts';

export default humanEvalPlugin('humaneval', 'Runs functions that a model completed against their tests.', 'humaneval');
