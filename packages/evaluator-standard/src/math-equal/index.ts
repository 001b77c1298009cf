import type { OptionsOf } from 'oc-sdk';
import { textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';
import { mathEqual } from './math-equal.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    version: { enum: ['v1', 'v2'], default: 'v1', description: 'Which rules of clean-up.' },
  },
} as const;

/** `accuracy`: the share of answers in LaTeX that equal the reference after clean-up. */
export default sampleEvaluator({
  name: 'math-equal',
  summary: 'The share of LaTeX answers that equal the reference after clean-up.',
  metric: 'accuracy',
  optionsSchema,
  judge({ prediction, reference }, { version }: OptionsOf<typeof optionsSchema>) {
    const [pred, answer] = [textOrNull(prediction), textOrNull(reference)];
    return { pred, answer, correct: mathEqual(pred, answer, version) };
  },
});

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : textOf(value);
}
