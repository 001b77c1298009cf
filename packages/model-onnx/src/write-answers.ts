import type { StoppingCriteria } from '@huggingface/transformers';
import { type Answer, growAnswer } from './answer.ts';
import type { Library, LoadedModel } from './load.ts';
import { modelInput } from './model-input.ts';
import type { GenerationOptions } from './options.ts';
import type { PreparedPrompt } from './prompt.ts';
import { topPProcessors } from './top-p.ts';

interface Row {
  readonly prompt: PreparedPrompt;
  readonly answer: Answer;
}

/** Writes the answers of one batch, token by token, until each has ended or has its length, or the signal is aborted. */
export async function writeAnswers(
  loaded: LoadedModel,
  rows: readonly Row[],
  generation: GenerationOptions,
  signal: AbortSignal,
): Promise<void> {
  const { library, model, tokenizer } = loaded;
  const answers = rows.map(({ answer }) => answer);
  const { minOutLen = 0, maxOutLen = 0 } = rows[0]?.prompt ?? {};
  await model.generate({
    // Greedy, whatever the generation_config.json of the model says: a benchmark should give the same answer twice.
    do_sample: false,
    ...generation,
    ...modelInput(
      loaded,
      rows.map(({ prompt }) => prompt),
      'left',
    ),
    max_new_tokens: maxOutLen,
    min_new_tokens: minOutLen,
    eos_token_id: [...new Set(answers.flatMap(({ endTokens }) => [...endTokens]))],
    pad_token_id: tokenizer.pad_token_id ?? 0,
    logits_processor: topPProcessors(library, generation),
    stopping_criteria: stopWhenEnded(library, (newest) => {
      for (const [row, answer] of answers.entries()) growAnswer(loaded, answer, newest[row] ?? 0);
      return answers.map(({ ended }) => ended || signal.aborted);
    }),
  });
}

/** The library asks about the last token only and forgets; here a row that has ended stays ended. */
function stopWhenEnded({ StoppingCriteria }: Library, step: (newest: number[]) => boolean[]): StoppingCriteria {
  class EndedRows extends StoppingCriteria {
    override _call(sequences: number[][]): boolean[] {
      // Typed as numbers, in fact bigints.
      return step(sequences.map((sequence) => Number(sequence.at(-1))));
    }
  }
  return new EndedRows();
}
