import type { FinishReason } from 'oc-sdk';
import type { Generated } from './inferencer.ts';

/** `length` where any of several answers was cut. */
export function joinedFinish(results: readonly Generated[]): { finish_reason?: FinishReason } {
  const reasons = results.flatMap(({ finishReason }) => finishReason ?? []);
  if (reasons.length === 0) return {};
  return { finish_reason: reasons.includes('length') ? 'length' : 'stop' };
}

/** Tokens of several answers together. */
export function joinedUsage(results: readonly Generated[]): { prompt_tokens?: number; output_tokens?: number } {
  const usages = results.flatMap(({ usage }) => usage ?? []);
  if (usages.length === 0) return {};
  return {
    prompt_tokens: usages.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    output_tokens: usages.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
  };
}
