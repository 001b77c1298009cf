import type { WorkerEvent } from 'oc-sdk/run-directory';

/** Tokens of so many answered samples. */
export interface TokenSums {
  readonly samples: number;
  readonly prompt: number;
  readonly output: number;
}

/** Tokens that a run has read and written, by model and dataset. */
export class RunTokens {
  readonly #sums = new Map<string, TokenSums>();

  note(model: string, event: WorkerEvent): void {
    if (event.event !== 'samples') return;
    const key = keyOf(model, event.dataset);
    const { samples, prompt, output } = this.#sums.get(key) ?? { samples: 0, prompt: 0, output: 0 };
    const { done, promptTokens, outputTokens } = event;
    this.#sums.set(key, {
      samples: samples + done,
      prompt: prompt + promptTokens,
      output: output + outputTokens,
    });
  }

  /** undefined: nothing is answered, or the model does not say how many tokens it takes. */
  of(model: string, dataset: string): TokenSums | undefined {
    const sums = this.#sums.get(keyOf(model, dataset));
    return sums && sums.samples > 0 && sums.prompt + sums.output > 0 ? sums : undefined;
  }

  ofModel(model: string): TokenSums {
    const own = [...this.#sums].filter(([key]) => key.startsWith(keyOf(model, ''))).map(([, sums]) => sums);
    return own.reduce(
      (total, sums) => ({
        samples: total.samples + sums.samples,
        prompt: total.prompt + sums.prompt,
        output: total.output + sums.output,
      }),
      { samples: 0, prompt: 0, output: 0 },
    );
  }
}

function keyOf(model: string, dataset: string): string {
  return `${model}/${dataset}`;
}
