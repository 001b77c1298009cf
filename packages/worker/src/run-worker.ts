import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { createPluginHost } from 'oc-plugin-host';
import { isOcError, type Logger } from 'oc-sdk';
import {
  namedError,
  RunDirectory,
  type StageSpec,
  type WorkerArguments,
  type WorkerControl,
} from 'oc-sdk/run-directory';
import type { WorkerContext } from './context.ts';
import { unknownTask } from './errors.ts';
import { Judges } from './eval/judges.ts';
import { evaluate } from './eval/run.ts';
import { EventLog } from './events.ts';
import { infer } from './infer/run.ts';
import { TaskQueue } from './task-queue.ts';

/** Does a worker's whole work. Resolves to its exit code: 0, or 1 after a failure that its events tell. */
export async function runWorker(args: WorkerArguments, control: WorkerControl): Promise<number> {
  const { startedAt = performance.now() } = control;
  const directory = new RunDirectory(args.runDirectory);
  const stage = directory.stage(args.stage);
  const events = new EventLog(stage, args.worker);
  events.emit({ event: 'began', host: hostname(), gpus: control.gpus ?? [] });
  try {
    const spec = JSON.parse(await readFile(stage.spec(args.plan), 'utf8')) as StageSpec;
    if (!(args.model in spec.models)) throw unknownTask(`plan ${args.plan} has no model ${args.model}`);
    const host = createPluginHost({ searchFrom: [...args.searchFrom] });
    const context: WorkerContext = {
      ...control,
      startedAt,
      directory,
      stage,
      spec,
      model: args.model,
      worker: args.worker,
      events,
      host,
      judges: new Judges({ ...control, directory, host, cpus: spec.cpus }),
      queue: new TaskQueue({ stage, plan: args.plan, model: args.model, worker: args.worker, retry: spec.retry }),
    };
    await (args.stage === 'infer' ? infer(context) : evaluate(context));
    events.emit({ event: 'left' });
    await events.close();
    return 0;
  } catch (error) {
    return await broken(events, control.logger, namedError(error));
  }
}

async function broken(events: EventLog, logger: Logger, error: unknown): Promise<number> {
  const message = error instanceof Error ? error.message : String(error);
  const code = isOcError(error) ? error.code : 'UNEXPECTED';
  logger.error(
    isOcError(error)
      ? [message, error.details].filter(Boolean).join('\n')
      : String(error instanceof Error ? error.stack : error),
  );
  events.emit({ event: 'broken', code, message, fatal: isOcError(error) && error.fatal });
  // On a full disk not even this can be said: the exit code must do.
  await events.close().catch(() => {});
  return 1;
}
