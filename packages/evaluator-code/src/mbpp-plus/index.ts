import { mbppPlugin } from '../mbpp/mbpp.ts';

/** The same layout with more tests: Liu et al. 2023, arXiv:2305.01210. */
export default mbppPlugin('mbpp-plus', 'MBPP with the tests of MBPP+.', 'mbpp_plus');
