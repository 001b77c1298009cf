import { createPlugin, evaluatorContext, sampleOf } from 'oc-conformance';
import type { EvaluatedSample, Evaluation, Evaluator, GenerateRequest, GenerateResult, Model, Plugin } from 'oc-sdk';

export interface ScriptedJudge extends Model {
  /** Last turns of all prompts so far. */
  readonly asked: string[];
}

/** A judge that says what a function makes of the text of its prompt; an object is a request that fails. */
export function scriptedJudge(say: (prompt: string) => string | { code: string; message: string }): ScriptedJudge {
  const asked: string[] = [];
  return {
    asked,
    async *generate(requests: readonly GenerateRequest[], { signal }): AsyncIterable<GenerateResult> {
      for (const { index, prompt } of requests.toReversed()) {
        signal.throwIfAborted();
        const text = typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? '');
        asked.push(text);
        const said = say(text);
        yield typeof said === 'string' ? { index, text: said } : { index, error: said };
      }
    },
    close: async () => {},
  };
}

export function create(
  plugin: Plugin<'evaluator'>,
  options: Readonly<Record<string, unknown>>,
  judge: Model,
  more: Omit<NonNullable<Parameters<typeof evaluatorContext>[0]>, 'model'> = {},
): Promise<Evaluator> {
  return createPlugin(plugin, options, evaluatorContext({ model: judge, ...more }));
}

export async function evaluate(evaluator: Evaluator, samples: readonly EvaluatedSample[]): Promise<Evaluation> {
  return await evaluator.evaluate(samples, { signal: new AbortController().signal });
}

export function samplesOf(
  ...pairs: readonly (readonly [prediction: unknown, reference: unknown])[]
): EvaluatedSample[] {
  return pairs.map(([prediction, reference], index) => sampleOf(index, prediction, reference));
}

/** What stands under a heading of our own prompts. */
export function section(prompt: string, heading: string): string {
  const [, rest = ''] = prompt.split(`[${heading}]\n`);
  return rest.split('\n\n[', 1)[0] ?? '';
}
