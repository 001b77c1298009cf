import type { PluginHost } from 'oc-plugin-host';
import type { EndedRecord, RunDirectory, StageDirectory, StageSpec, WorkerControl } from 'oc-sdk/run-directory';
import { endAttempt } from 'oc-sdk/run-directory';
import type { Judges } from './eval/judges.ts';
import type { EventLog } from './events.ts';
import type { HeldTask, TaskQueue } from './task-queue.ts';

/** What everything in one worker shares. */
export interface WorkerContext extends WorkerControl {
  readonly directory: RunDirectory;
  readonly startedAt: number;
  readonly stage: StageDirectory;
  readonly spec: StageSpec;
  readonly model: string;
  readonly worker: string;
  readonly host: PluginHost;
  readonly queue: TaskQueue;
  readonly events: EventLog;
  /** Models that evaluators ask. */
  readonly judges: Judges;
}

type End<Record> = Record extends unknown ? Omit<Record, 'task' | 'attempt' | 'worker' | 'time'> : never;

/** Ends an attempt that this worker holds, and tells the launcher. */
export async function end(context: WorkerContext, held: HeldTask, how: End<EndedRecord>): Promise<void> {
  const { stage, worker, events, logger } = context;
  const record = { task: held.task.id, attempt: held.attempt, worker, time: new Date().toISOString(), ...how };
  await endAttempt(stage, record);
  logger.info(`task ${record.task}, attempt ${record.attempt}: ${record.status}`);
  events.emit({ event: 'ended', task: record.task, attempt: record.attempt, status: record.status });
}
