import { defineEvaluator } from 'oc-sdk';
import { textOf } from '../python-text.ts';
import { judgeAll, percent } from '../sample-evaluator.ts';
import { follow } from './follow.ts';

/**
 * IFEval (Zhou et al. 2023): of prompts, and of instructions, the share that is followed, strictly and loosely, in
 * percent. Of a row it reads `instruction_id_list` and `kwargs`. Throws `INSTRUCTION_INVALID`.
 */
export default defineEvaluator({
  name: 'ifeval',
  summary: 'The share of prompts and of instructions that are followed, strictly and loosely.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  create: () => ({
    evaluate(samples, { signal }) {
      const details = judgeAll(samples, signal, ({ prediction, row }) => {
        const pred = textOf(prediction);
        const { strict, loose } = follow(pred, row);
        const [correct, looselyCorrect] = [strict.every(Boolean), loose.every(Boolean)];
        const grade = correct ? 'strict' : looselyCorrect ? 'loose' : 'none';
        return { pred, strict, loose, grade, correct, 'Prompt-level-loose-accuracy': Number(looselyCorrect) };
      });
      return {
        metrics: {
          'Prompt-level-strict-accuracy': percent(details, ({ correct }) => Number(correct)),
          'Inst-level-strict-accuracy': percent(
            details.flatMap(({ strict }) => strict),
            Number,
          ),
          'Prompt-level-loose-accuracy': percent(details, (detail) => detail['Prompt-level-loose-accuracy']),
          'Inst-level-loose-accuracy': percent(
            details.flatMap(({ loose }) => loose),
            Number,
          ),
        },
        details,
      };
    },
  }),
});
