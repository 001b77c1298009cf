import type { NestedBlock } from 'oc-sdk';

/** OpenCompass's environment variables: the judge of a config that names none. */
export const JUDGE_OF_ENVIRONMENT = {
  type: 'openai',
  abbr: 'judge',
  path: '${env:OC_JUDGE_MODEL}',
  base_url: '${env:OC_JUDGE_API_BASE:-https://api.openai.com/v1}',
  key: '${env:OC_JUDGE_API_KEY}',
} as const;

/** `judge_cfg` as a block of the plugin. */
export const judgeBlock: NestedBlock = { kind: 'model', default: JUDGE_OF_ENVIRONMENT };

export const judgeOption = {
  type: 'object',
  description: 'A model block or the name of one. Default: OC_JUDGE_MODEL at OC_JUDGE_API_BASE with OC_JUDGE_API_KEY.',
} as const;
