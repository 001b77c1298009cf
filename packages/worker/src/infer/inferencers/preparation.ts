import type { ReaderConfig, Sample } from 'oc-plugin-host';
import { isOcError, type Prompt } from 'oc-sdk';
import type { Examples } from '../prompts/examples.ts';
import type { Presenter } from '../prompts/present/present.ts';
import type { PromptRenderer } from '../prompts/render.ts';
import type { PreparedSample } from './inferencer.ts';

/** What an inferencer prepares samples with. */
export interface Preparation {
  readonly reader: ReaderConfig;
  readonly renderer: PromptRenderer;
  readonly presenter: Presenter;
  /** The examples of each sample. */
  retrieve(samples: readonly Sample[]): Promise<readonly ExampleList[]>;
  /** Whether a prompt has more tokens than the model takes. */
  isTooLong(prompt: Prompt): Promise<boolean>;
}

/** The examples of one sample, of which the last can be left out. */
export interface ExampleList {
  readonly count: number;
  /** The first `count` of them, ready to be put into prompts. */
  take(count: number): Examples;
}

export const NO_EXAMPLE_LIST: ExampleList = {
  count: 0,
  take: () => ({ count: 0, text: '', sections: undefined, messages: [] }),
};

/**
 * Prepares samples one by one: an error that is the row's own (not fatal) is the sample's failure, any other that of
 * the dataset.
 */
export async function prepareEach(
  samples: readonly Sample[],
  { retrieve, reader }: Preparation,
  prepare: (sample: Sample, examples: ExampleList) => Promise<Pick<PreparedSample, 'prefix' | 'labels' | 'ask'>>,
): Promise<readonly PreparedSample[]> {
  const lists = await retrieve(samples);
  return await Promise.all(
    samples.map(async (sample, position): Promise<PreparedSample> => {
      const missing = reader.inputColumns?.find((column) => !Object.hasOwn(sample.row, column));
      if (missing !== undefined) {
        const message = `row ${sample.index} has no column ${JSON.stringify(missing)}`;
        return unaskable(sample, 'MISSING_COLUMN', message);
      }
      try {
        return { sample, ...(await prepare(sample, lists[position] ?? NO_EXAMPLE_LIST)) };
      } catch (error) {
        if (!isOcError(error) || error.fatal) throw error;
        return unaskable(sample, error.code, `row ${sample.index}: ${error.message}`);
      }
    }),
  );
}

function unaskable(sample: Sample, code: string, message: string): PreparedSample {
  return {
    sample,
    prefix: '',
    problem: { code, message },
    ask() {
      throw new Error(message);
    },
  };
}

/**
 * Makes prompts with all examples, or with as many of the first as the model takes: the last goes first, as in
 * OpenCompass. A prompt that is too long without any is left for the model to shorten.
 */
export async function fitting<Prompts>(
  examples: ExampleList,
  make: (examples: Examples) => Prompts,
  longest: (prompts: Prompts) => readonly Prompt[],
  { isTooLong }: Pick<Preparation, 'isTooLong'>,
): Promise<Prompts> {
  for (let count = examples.count; ; count -= 1) {
    const prompts = make(examples.take(count));
    if (count === 0 || !(await anyTooLong(longest(prompts), isTooLong))) return prompts;
  }
}

/** What a sample asks where an answer is wanted, with as many of its examples as the model takes. */
export async function promptOf(
  { row }: Sample,
  examples: ExampleList,
  preparation: Preparation,
): Promise<ReturnType<Presenter['toAnswer']>> {
  const { renderer, presenter } = preparation;
  const make = (taken: Examples) => presenter.toAnswer(renderer.forGeneration(row, taken));
  return await fitting(examples, make, (prompt) => [prompt], preparation);
}

async function anyTooLong(prompts: readonly Prompt[], isTooLong: Preparation['isTooLong']): Promise<boolean> {
  for (const prompt of prompts) if (await isTooLong(prompt)) return true;
  return false;
}

/** The reference answer, as a line keeps it. */
export function goldOf({ row }: Sample, { outputColumn }: ReaderConfig): { gold?: unknown } {
  const gold = outputColumn === undefined ? undefined : row[outputColumn];
  return gold === undefined ? {} : { gold };
}

/** A prompt as one text, to compare beginnings. */
export function prefixOf(prompt: Prompt): string {
  return typeof prompt === 'string' ? prompt : prompt.map(({ role, content }) => `${role}\n${content}`).join('\n');
}
