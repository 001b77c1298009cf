import type { Asked } from 'oc-plugin-host';
import { type ScannedSample, scanSamples } from 'oc-sdk/run-directory';
import { answeredTwice, incomplete } from '../errors.ts';

/** Where the one line of every sample is, by position: its answer, or why it has none. */
export interface Coverage {
  readonly size: number;
  /** Samples with an answer; the others failed. */
  readonly answered: number;
  at(position: number): SamplePlace;
}

export type SamplePlace = Pick<ScannedSample, 'file' | 'offset' | 'length'>;

/**
 * Finds the one answer of every selected sample in the prediction files of a pair, or else its failure. Throws
 * INCOMPLETE where a sample has neither, ANSWERED_TWICE where it has two answers. It takes 16 bytes a sample, and twice
 * that where some failed.
 */
export async function coverage(folder: string, selection: Asked, pair: string): Promise<Coverage> {
  const { size } = selection;
  const answers = new Places(size);
  let failures: Places | undefined;
  for await (const line of scanSamples(folder)) {
    const position = selection.positionOf(line.index, line.replica);
    if (position === undefined) continue;
    if (!line.ok) {
      failures ??= new Places(size);
      failures.set(position, line);
    } else if (answers.has(position)) {
      throw answeredTwice(pair, line.index, [answers.at(position).file, line.file]);
    } else answers.set(position, line);
  }
  checkComplete(answers, failures, pair);
  return {
    size,
    answered: answers.count,
    at: (position) => (answers.has(position) || failures === undefined ? answers : failures).at(position),
  };
}

function checkComplete(answers: Places, failures: Places | undefined, pair: string): void {
  if (answers.count === answers.size) return;
  let [missing, failed] = [0, 0];
  for (let position = 0; position < answers.size; position += 1) {
    if (answers.has(position)) continue;
    if (failures?.has(position)) failed += 1;
    else missing += 1;
  }
  if (missing > 0) throw incomplete(pair, missing, failed, answers.size);
}

/** Packed, since there may be millions. */
class Places {
  readonly size: number;
  /** Positions that have a place. */
  count = 0;
  readonly #files: string[] = [];
  /** Position in {@link #files}, from 1; 0: none yet. */
  readonly #file: Uint32Array;
  readonly #offset: Float64Array;
  readonly #length: Uint32Array;

  constructor(size: number) {
    this.size = size;
    this.#file = new Uint32Array(size);
    this.#offset = new Float64Array(size);
    this.#length = new Uint32Array(size);
  }

  has(position: number): boolean {
    return this.#file[position] !== 0;
  }

  set(position: number, { file, offset, length }: SamplePlace): void {
    if (this.#files.at(-1) !== file) this.#files.push(file);
    if (!this.has(position)) this.count += 1;
    this.#file[position] = this.#files.length;
    this.#offset[position] = offset;
    this.#length[position] = length;
  }

  at(position: number): SamplePlace {
    return {
      file: this.#files[(this.#file[position] as number) - 1] as string,
      offset: this.#offset[position] as number,
      length: this.#length[position] as number,
    };
  }
}
