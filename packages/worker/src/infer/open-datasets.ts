import type { OpenDataset } from './dataset-samples.ts';

/** Each may hold a file open, and the rows and vectors of its examples. */
const KEPT = 32;

/** The datasets that a worker has open: those that it read last. Only one is read at a time. */
export class OpenDatasets {
  readonly #make: (abbr: string) => Promise<OpenDataset>;
  /** The one read longest ago comes first. */
  readonly #open = new Map<string, Promise<OpenDataset>>();

  constructor(make: (abbr: string) => Promise<OpenDataset>) {
    this.#make = make;
  }

  async open(abbr: string): Promise<OpenDataset> {
    const dataset = this.#open.get(abbr) ?? this.#make(abbr);
    this.#open.delete(abbr);
    this.#open.set(abbr, dataset);
    await this.#closeAllBut(KEPT);
    return await dataset;
  }

  async close(): Promise<void> {
    await this.#closeAllBut(0);
  }

  async #closeAllBut(kept: number): Promise<void> {
    const oldest = [...this.#open].slice(0, Math.max(0, this.#open.size - kept));
    for (const [abbr, dataset] of oldest) {
      this.#open.delete(abbr);
      await dataset.then(
        (opened) => opened.close(),
        () => {},
      );
    }
  }
}
