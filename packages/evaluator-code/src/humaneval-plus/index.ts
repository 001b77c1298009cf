import { humanEvalPlugin } from '../humaneval/humaneval.ts';

/** The same layout with more tests: Liu et al. 2023, arXiv:2305.01210. */
export default humanEvalPlugin('humaneval-plus', 'HumanEval with the tests of HumanEval+.', 'humaneval_plus');
