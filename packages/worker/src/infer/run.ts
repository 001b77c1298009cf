import { setTimeout as sleep } from 'node:timers/promises';
import { instantiate } from 'oc-plugin-host';
import type { Model } from 'oc-sdk';
import { type BlockSpec, isAskedToLeave } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { timeLimitOf } from '../time-limit.ts';
import { watchEventLoop } from '../watchdog.ts';
import { AnswerWriter } from './answer-writer.ts';
import { askAll } from './ask.ts';
import { openDataset } from './dataset-samples.ts';
import { feed } from './feed.ts';
import { OpenDatasets } from './open-datasets.ts';
import { TaskTracker } from './task-tracker.ts';

/** Loads the model once and asks it the samples of open tasks until none is left. */
export async function infer(context: WorkerContext): Promise<void> {
  const block = context.spec.models[context.model] as BlockSpec;
  const { model, loadSeconds } = await load(context, block);
  const timeLimit = timeLimitOf(block.block);
  const writer = new AnswerWriter();
  const tracker = new TaskTracker(context, writer);
  const datasets = new OpenDatasets((abbr) => openDataset(context, abbr, { model, block }));
  const open = (abbr: string) => datasets.open(abbr);
  const asking = { context, model, tracker, writer, timeLimit };
  // A server's model computes elsewhere.
  const unwatch = timeLimit && model.concurrency === undefined ? watchEventLoop(timeLimit.seconds) : undefined;
  const requests = context.spec.divisible ? watchRequests(tracker) : undefined;
  try {
    // What fails meanwhile may be open again when everything else is done: look once more until nothing is taken.
    for (let taken = -1; taken < tracker.taken || (await moreCame(context, loadSeconds)); ) {
      taken = tracker.taken;
      await askAll(asking, feed(context, tracker, open));
      await writer.flush();
      await tracker.settled();
    }
  } finally {
    clearInterval(requests);
    // Who asked this worker to end knows whether a task is to blame, and ends what it holds when it is gone.
    if (!context.stopping.aborted) tracker.releaseAll('its worker cannot go on');
    await tracker.ended();
    await writer.close();
    await model.close();
    await unwatch?.();
    await datasets.close();
  }
  await tracker.settled();
}

/** How often a worker looks whether a part of what it holds is wanted back. */
const REQUESTS_MS = 300;

function watchRequests(tracker: TaskTracker): NodeJS.Timeout {
  // What cannot be read now is looked for again.
  return setInterval(() => void tracker.lookForRequests().catch(() => {}), REQUESTS_MS).unref();
}

/** Long enough for the launcher to see that a worker will run dry, and to ask another for a part of its task. */
const LINGER_MS = 3_000;
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 300;

/**
 * Where tasks may be cut a worker without one stays a while, unless its place is wanted. What it was promised it awaits
 * for as long as the model loads, since another worker would have to load it again. True: there is something to take.
 */
async function moreCame(context: WorkerContext, loadSeconds: number): Promise<boolean> {
  const { spec, queue, stage, worker, events, stopping } = context;
  if (!spec.divisible) return false;
  const patience = { none: 0, possible: LINGER_MS, promised: Math.max(LINGER_MS, loadSeconds * 1000) };
  let look = FIRST_LOOK_MS;
  for (let waited = 0; !stopping.aborted; waited += look) {
    // In this order: what came between the looks is seen.
    const isAsked = await isAskedToLeave(stage, worker);
    const outlook = await queue.outlook();
    if (await queue.hasNew()) return true;
    if (waited >= patience[outlook] || (isAsked && outlook !== 'promised')) return false;
    if (waited === 0) events.emit({ event: 'idle' });
    await sleep(look, undefined, { signal: stopping }).catch(() => {});
    look = Math.min(look * 1.5, LAST_LOOK_MS);
  }
  return false;
}

async function load(context: WorkerContext, block: BlockSpec): Promise<{ model: Model; loadSeconds: number }> {
  const { host, logger, stopping, spec, events, startedAt } = context;
  const maxSeqLen = block.block.max_seq_len as number | undefined;
  const model = await instantiate(host, 'model', block, {
    logger,
    signal: stopping,
    runDirectory: context.directory.root,
    ...(maxSeqLen === undefined ? {} : { maxSeqLen }),
    ...(spec.cpus === undefined ? {} : { cpus: spec.cpus }),
  });
  const loadSeconds = (performance.now() - startedAt) / 1000;
  events.emit({ event: 'ready', loadSeconds });
  logger.info(`${context.model} is loaded, after ${loadSeconds.toFixed(1)} s`);
  return { model, loadSeconds };
}
