import { canonicalHash } from 'oc-plugin-host';
import type { DatasetInfo, Logger } from 'oc-sdk';
import type { DatasetBlock, ModelBlock } from '../config/types.ts';
import { modelDependsOn } from '../pipeline/fingerprint.ts';
import type { Speeds } from '../schedule/speeds.ts';
import { type Estimate, estimate } from './estimate.ts';
import { type CostHistory, readHistory, type TokenMeans, writeHistory } from './history.ts';
import { learn, type Measured } from './learn.ts';
import type { RunTokens } from './token-sums.ts';

export interface CostsRequest {
  /** Folder of the file with what earlier runs took. */
  readonly cache: string;
  /** Type of the runner of the infer stage: the same model is of another speed elsewhere. */
  readonly runner: string;
  readonly logger: Logger;
  readonly now: () => number;
}

/** A model, a dataset, and the key of what a sample of it takes. */
export interface CostPair {
  readonly model: ModelBlock;
  readonly dataset: DatasetBlock;
  readonly costKey: string;
}

/** What models take for samples: known before the run, and learnt from it. */
export class RunCosts {
  readonly #request: CostsRequest;
  readonly #history: CostHistory;

  private constructor(request: CostsRequest, history: CostHistory) {
    this.#request = request;
    this.#history = history;
  }

  static async open(request: CostsRequest): Promise<RunCosts> {
    return new RunCosts(
      request,
      await readHistory(request.cache, request.now(), (message) => request.logger.warn(message)),
    );
  }

  /** Of a model's datasets, in their order. */
  estimates(model: ModelBlock, datasets: readonly { pair: CostPair; info: DatasetInfo }[]): Estimate[] {
    const asked = datasets.map(({ pair: { model: block, dataset, costKey }, info }) => {
      const { inferencer } = dataset.infer;
      const maxOutLen = ('maxOutLen' in inferencer ? inferencer.maxOutLen : undefined) ?? block.maxOutLen;
      return { ...info, key: costKey, ...(maxOutLen === undefined ? {} : { maxOutLen }) };
    });
    return estimate(this.#history, this.#keyOf(model), asked);
  }

  /** Seconds that a model has last taken to load; undefined: it never did here. */
  loadSeconds(model: ModelBlock): number | undefined {
    return this.#history.loads[this.#keyOf(model)]?.seconds;
  }

  /** Tokens that a sample has taken on the mean; undefined: it was never asked, or the model did not say. */
  tokens({ model, costKey }: CostPair): TokenMeans | undefined {
    return this.#history.pairs[this.#keyOf(model)]?.[costKey]?.tokens;
  }

  /** Keeps what the run has measured for later ones; what cannot be kept is said and does no harm. */
  async save(
    pairs: readonly CostPair[],
    speeds: ReadonlyMap<string, Speeds>,
    loads: ReadonlyMap<string, number>,
    runTokens: RunTokens,
  ): Promise<void> {
    const { cache, logger, now } = this.#request;
    const measured = pairs.flatMap(({ model, dataset, costKey }): Measured[] => {
      const observed = speeds.get(model.abbr)?.observed(dataset.abbr);
      const tokens = runTokens.of(model.abbr, dataset.abbr);
      if (observed === undefined) return [];
      return [{ model: this.#keyOf(model), dataset: costKey, ...observed, ...(tokens ? { tokens } : {}) }];
    });
    const keys = new Map(pairs.map(({ model }) => [model.abbr, this.#keyOf(model)]));
    const byKey = new Map(
      [...loads].flatMap(([abbr, seconds]): [string, number][] => {
        const key = keys.get(abbr);
        return key === undefined ? [] : [[key, seconds]];
      }),
    );
    if (measured.length === 0 && byKey.size === 0) return;
    try {
      // Another run may have ended meanwhile. What is wrong with the file was said at the start.
      const history = await readHistory(cache, now(), () => {});
      await writeHistory(cache, learn(history, measured, byKey, now()));
    } catch (error) {
      logger.warn(`what this run took cannot be kept for later ones: ${String(error)}`);
    }
  }

  #keyOf(model: ModelBlock): string {
    return canonicalHash([modelDependsOn(model), model.numGpus, model.spec.block.batch_size, this.#request.runner], 16);
  }
}
