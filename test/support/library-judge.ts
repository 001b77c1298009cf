/**
 * What a judge that only looks says to the prompts of `oc-evaluator-judge`: an answer that holds the reference is right,
 * and of two answers the longer one is better.
 */
export function verdictOn(prompt: string): string {
  const part = (name: string): string => prompt.split(`[${name}]\n`)[1]?.split('\n\n[')[0] ?? '';
  if (!prompt.includes('[Answer B]\n'))
    return `Verdict: ${part('Answer to check').includes(part('Reference answer')) ? 'A' : 'B'}`;
  const more = part('Answer A').length - part('Answer B').length;
  return `Verdict: ${more === 0 ? 'C' : more > 0 ? 'A' : 'B'}`;
}
