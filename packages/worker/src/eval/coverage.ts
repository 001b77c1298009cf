import type { Asked } from 'oc-plugin-host';
import { type ScannedSample, scanSamples } from 'oc-sdk/run-directory';
import { answeredTwice, incomplete } from '../errors.ts';

/** Where the one answer of every selected sample is, by position. */
export interface Coverage {
  readonly size: number;
  at(position: number): AnswerPlace;
}

export type AnswerPlace = Pick<ScannedSample, 'file' | 'offset' | 'length'>;

/**
 * Finds the one answer of every selected sample in the prediction files of a pair. Throws INCOMPLETE where one is
 * missing or failed, ANSWERED_TWICE where there are two. It takes 17 bytes a sample.
 */
export async function coverage(folder: string, selection: Asked, pair: string): Promise<Coverage> {
  const { size } = selection;
  const places = new Places(size);
  const failed = new Uint8Array(size);
  for await (const line of scanSamples(folder)) {
    const position = selection.positionOf(line.index, line.replica);
    if (position === undefined) continue;
    if (!line.ok) failed[position] = 1;
    else if (places.has(position)) throw answeredTwice(pair, line.index, [places.at(position).file, line.file]);
    else places.set(position, line);
  }
  if (places.count < size) {
    const failures = failed.reduce((sum, flag, position) => sum + (places.has(position) ? 0 : flag), 0);
    throw incomplete(pair, size - places.count - failures, failures, size);
  }
  return places;
}

/** Packed, since there may be millions. */
class Places implements Coverage {
  readonly size: number;
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

  set(position: number, { file, offset, length }: AnswerPlace): void {
    if (this.#files.at(-1) !== file) this.#files.push(file);
    this.#file[position] = this.#files.length;
    this.#offset[position] = offset;
    this.#length[position] = length;
    this.count += 1;
  }

  at(position: number): AnswerPlace {
    return {
      file: this.#files[(this.#file[position] as number) - 1] as string,
      offset: this.#offset[position] as number,
      length: this.#length[position] as number,
    };
  }
}
