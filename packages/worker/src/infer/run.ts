import { instantiate } from 'oc-plugin-host';
import type { Model } from 'oc-sdk';
import type { BlockSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { AnswerWriter } from './answer-writer.ts';
import { askAll } from './ask.ts';
import { openDataset } from './dataset-samples.ts';
import { feed } from './feed.ts';
import { OpenDatasets } from './open-datasets.ts';
import { TaskTracker } from './task-tracker.ts';

/** Loads the model once and asks it the samples of open tasks until none is left. */
export async function infer(context: WorkerContext): Promise<void> {
  const block = context.spec.models[context.model] as BlockSpec;
  const model = await load(context, block);
  const writer = new AnswerWriter();
  const tracker = new TaskTracker(context, writer);
  const datasets = new OpenDatasets((abbr) => openDataset(context, abbr, { model, block }));
  const open = (abbr: string) => datasets.open(abbr);
  try {
    // What fails meanwhile may be open again when everything else is done: look once more until nothing is taken.
    for (let taken = -1; taken < tracker.taken; ) {
      taken = tracker.taken;
      await askAll({ context, model, tracker, writer }, feed(context, tracker, open));
      await writer.flush();
      await tracker.settled();
    }
  } finally {
    // Who asked this worker to end knows whether a task is to blame, and ends what it holds when it is gone.
    if (!context.stopping.aborted) tracker.releaseAll('its worker cannot go on');
    await tracker.ended();
    await writer.close();
    await model.close();
    await datasets.close();
  }
  await tracker.settled();
}

async function load(context: WorkerContext, block: BlockSpec): Promise<Model> {
  const { host, logger, stopping, spec, events } = context;
  const started = performance.now();
  const maxSeqLen = block.block.max_seq_len as number | undefined;
  const model = await instantiate(host, 'model', block, {
    logger,
    signal: stopping,
    ...(maxSeqLen === undefined ? {} : { maxSeqLen }),
    ...(spec.cpus === undefined ? {} : { cpus: spec.cpus }),
  });
  const loadSeconds = (performance.now() - started) / 1000;
  events.emit({ event: 'ready', loadSeconds });
  logger.info(`${context.model} is loaded, after ${loadSeconds.toFixed(1)} s`);
  return model;
}
