export { JUDGE_OF_ENVIRONMENT } from './judge-block.ts';
export { judgeMetrics } from './llm-judge/metrics.ts';
export { verdictIn } from './verdict.ts';
