import { readFile } from 'node:fs/promises';
import { defineModel } from 'oc-sdk';

/**
 * A scripted model: knows by a name in the prompt what a perfect model would say; where there is none, by a whole text
 * of the script. Of several the last counts, as examples stand in front. What it should choose among labels is how the right text ends (or, with IN:, what it holds).
 */
export default defineModel({
  name: 'oracle',
  summary: 'Answers by a script.',
  location: 'process',
  optionsSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['script'],
    properties: { script: { type: 'string' } },
  },
  async create({ script }, { resolvePath }) {
    const answers = JSON.parse(await readFile(resolvePath(script), 'utf8'));
    const texts = Object.keys(answers).filter((key) => !/^\p{Lu}\p{Ll}{4}$/u.test(key));
    const wanted = (text) => {
      const names = [...text.matchAll(/\p{Lu}\p{Ll}{4}/gu)].map(([name]) => name);
      const name = names.findLast((name) => Object.hasOwn(answers, name));
      return answers[name ?? lastIn(text, texts)];
    };
    return {
      async *generate(requests) {
        for (const { index, prompt } of requests) {
          const text = typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? '');
          yield {
            index,
            text: wanted(text) ?? 'no idea',
            finishReason: 'stop',
            usage: { promptTokens: 1, outputTokens: 1 },
          };
        }
      },
      async *score(requests) {
        for (const { index, context, continuation } of requests) {
          const value = isRight(context + continuation, wanted(context + continuation)) ? -0.1 : -1;
          yield { index, logProbabilities: [value, value], tokens: 3, continuationTokens: 1 };
        }
      },
      countTokens: (text) => text.length,
      close: async () => {},
    };
  },
});

function lastIn(text, keys) {
  const places = keys.map((key) => [text.lastIndexOf(key), key]).filter(([place]) => place >= 0);
  return places.sort(([a], [b]) => a - b).at(-1)?.[1];
}

function isRight(text, answer = '') {
  if (answer.startsWith('IN:')) return text.includes(answer.slice(3));
  return text
    .trimEnd()
    .replace(/\.$/, '')
    .endsWith(answer.replace(/^(?:LAST|SUFFIX):/, '').replace(/\.$/, ''));
}
