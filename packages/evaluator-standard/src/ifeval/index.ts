import { bySample, defineEvaluator, type EvaluatedSample } from 'oc-sdk';
import { textOf } from '../python-text.ts';
import { withUnparsed } from '../sample-evaluator.ts';
import { follow } from './follow.ts';

/**
 * IFEval (Zhou et al. 2023): of prompts, and of instructions, the share that is followed, strictly and loosely, in
 * percent. Of a row it reads `instruction_id_list` and `kwargs`. Throws `INSTRUCTION_INVALID`.
 */
export default defineEvaluator({
  name: 'ifeval',
  summary: 'The share of prompts and of instructions that are followed, strictly and loosely.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  create: () =>
    bySample(() => {
      const strict = new Followed();
      const loose = new Followed();
      return {
        add(sample) {
          const verdict = verdictOf(sample);
          strict.add(verdict.strict);
          loose.add(verdict.loose);
          return withUnparsed(verdict, sample);
        },
        compute: () => ({
          'Prompt-level-strict-accuracy': strict.ofPrompts,
          'Inst-level-strict-accuracy': strict.ofInstructions,
          'Prompt-level-loose-accuracy': loose.ofPrompts,
          'Inst-level-loose-accuracy': loose.ofInstructions,
        }),
      };
    }),
});

function verdictOf({ prediction, row }: EvaluatedSample) {
  const pred = textOf(prediction);
  const { strict, loose } = follow(pred, row);
  const [correct, looselyCorrect] = [strict.every(Boolean), loose.every(Boolean)];
  const grade = correct ? 'strict' : looselyCorrect ? 'loose' : 'none';
  return { pred, strict, loose, grade, correct, 'Prompt-level-loose-accuracy': Number(looselyCorrect) };
}

/** Shares of prompts with all instructions followed, and of instructions, in percent. */
class Followed {
  #prompts = 0;
  #whole = 0;
  #instructions = 0;
  #followed = 0;

  add(instructions: readonly boolean[]): void {
    this.#prompts += 1;
    this.#whole += Number(instructions.every(Boolean));
    this.#instructions += instructions.length;
    this.#followed += instructions.filter(Boolean).length;
  }

  get ofPrompts(): number {
    return this.#prompts === 0 ? 0 : (100 * this.#whole) / this.#prompts;
  }

  get ofInstructions(): number {
    return this.#instructions === 0 ? 0 : (100 * this.#followed) / this.#instructions;
  }
}
