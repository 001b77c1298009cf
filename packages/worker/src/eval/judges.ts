import {
  answersDependOn,
  batchSizeOf,
  canonicalHash,
  expandEnv,
  instantiate,
  nestedSpec,
  type PluginHost,
  pluginBlocksOf,
  pluginOptionsOf,
  validateOptions,
} from 'oc-plugin-host';
import type { EvaluatorModel, Postprocessor } from 'oc-sdk';
import type { BlockSpec, PairSpec, RunDirectory, WorkerControl } from 'oc-sdk/run-directory';
import { timeLimitOf } from '../time-limit.ts';
import { type RequestLimits, rememberingModel } from './remembering-model.ts';

/** What models are loaded with. */
interface Loading extends WorkerControl {
  readonly directory: RunDirectory;
  readonly host: PluginHost;
  readonly cpus: number | undefined;
}

/** The judges of one worker: each is loaded once, however many pairs it judges. */
export class Judges {
  readonly #loading: Loading;
  readonly #models = new Map<string, Promise<Judge>>();

  constructor(loading: Loading) {
    this.#loading = loading;
  }

  /** The model of a block, for the answers of a pair: what it says of them is kept in the run directory. */
  async open(pair: PairSpec, spec: BlockSpec): Promise<EvaluatorModel> {
    const { directory, stopping, aborted } = this.#loading;
    const { model, fingerprint, abbr, limits, steps } = await this.#load(spec);
    const file = directory.judgements(pair.model, pair.dataset, fingerprint);
    const remembering = rememberingModel(model, { name: abbr, file, limits, stopping, aborted });
    return { ...remembering, abbr, postprocess: (text) => steps.reduce((value, step) => String(step(value)), text) };
  }

  async close(): Promise<void> {
    for (const judge of this.#models.values()) {
      await judge.then(
        ({ model }) => model.close(),
        () => {},
      );
    }
  }

  #load(spec: BlockSpec): Promise<Judge> {
    const key = canonicalHash(spec, 64);
    const loaded = this.#models.get(key) ?? load(this.#loading, spec);
    this.#models.set(key, loaded);
    // Another pair may find the server up again.
    loaded.catch(() => this.#models.delete(key));
    return loaded;
  }
}

interface Judge {
  readonly model: Awaited<ReturnType<typeof instantiate<'model'>>>;
  readonly abbr: string;
  readonly fingerprint: string;
  readonly limits: RequestLimits;
  readonly steps: readonly Postprocessor[];
}

async function load({ host, logger, stopping, cpus, directory }: Loading, spec: BlockSpec): Promise<Judge> {
  const { block } = spec;
  const maxSeqLen = block.max_seq_len as number | undefined;
  const model = await instantiate(host, 'model', spec, {
    logger,
    signal: stopping,
    runDirectory: directory.root,
    ...(maxSeqLen === undefined ? {} : { maxSeqLen }),
    ...(cpus === undefined ? {} : { cpus }),
  });
  const loaded = await host.load('model', String(block.type), spec.from);
  const { value } = expandEnv(pluginOptionsOf('model', block), process.env);
  const { options } = validateOptions(loaded.plugin, value);
  const steps = pluginBlocksOf(block.pred_postprocessor).map((step) =>
    instantiate(host, 'postprocessor', nestedSpec(spec, 'pred_postprocessor', step), { logger, signal: stopping }),
  );
  return {
    model,
    abbr: String(block.abbr ?? block.path ?? block.type),
    fingerprint: canonicalHash(answersDependOn(loaded, options, maxSeqLen), 16),
    limits: {
      maxOutLen: block.max_out_len as number | undefined,
      minOutLen: block.min_out_len as number | undefined,
      batchSize: batchSizeOf(block),
      time: timeLimitOf(block),
    },
    steps: await Promise.all(steps),
  };
}
