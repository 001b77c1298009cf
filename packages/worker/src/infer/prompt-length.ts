import type { Model, Prompt } from 'oc-sdk';

/** Whether a prompt has more than so many tokens. Without a limit none has. */
export function lengthCheck(
  model: Model,
  limit: number | undefined,
  warn: (message: string) => void,
): (prompt: Prompt) => Promise<boolean> {
  if (limit === undefined) return async () => false;
  let warned = false;
  return async (prompt) => {
    const tokens = await tokensOf(model, prompt);
    if (tokens === undefined && !warned) {
      warned = true;
      warn('the model cannot count tokens: examples are left out by an estimate, words and Chinese characters');
    }
    return (tokens ?? estimate(textOf(prompt))) > limit;
  };
}

/** Tokens of a prompt as the model reads it; undefined where it cannot say. */
export async function tokensOf(model: Model, prompt: Prompt): Promise<number | undefined> {
  const rendered = await model.renderPrompt?.(prompt);
  return rendered?.tokens ?? (await model.countTokens?.(textOf(prompt)));
}

/** OpenCompass's count for models behind an API: runs of Latin letters and digits, and Chinese characters. */
export function estimate(text: string): number {
  return (text.match(/[A-Za-z0-9]+|[\u4e00-\u9fff]/g) ?? []).length;
}

function textOf(prompt: Prompt): string {
  return typeof prompt === 'string' ? prompt : prompt.map(({ content }) => content).join('\n');
}
