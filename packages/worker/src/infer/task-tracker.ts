import { isOcError, type Part } from 'oc-sdk';
import { isAskedToGiveBack, namedError } from 'oc-sdk/run-directory';
import { end, type WorkerContext } from '../context.ts';
import type { HeldTask } from '../task-queue.ts';
import type { AnswerWriter } from './answer-writer.ts';
import type { Usage } from './inferencers/inferencer.ts';
import { TaskProgress } from './task-progress.ts';

/** Follows the tasks that this worker holds, and ends each when it is over. */
export class TaskTracker {
  /** Attempts held so far. */
  taken = 0;
  readonly #context: WorkerContext;
  readonly #writer: Pick<AnswerWriter, 'flush'>;
  readonly #held = new Set<TaskProgress>();
  readonly #ending = new Set<Promise<void>>();
  #failure: unknown;

  constructor(context: WorkerContext, writer: Pick<AnswerWriter, 'flush'>) {
    this.#context = context;
    this.#writer = writer;
  }

  hold({ task, attempt }: HeldTask): TaskProgress {
    const progress = new TaskProgress(task, attempt);
    this.#held.add(progress);
    this.taken += 1;
    this.#context.events.emit({ event: 'claimed', task: task.id, attempt });
    this.#context.logger.info(`task ${task.id}, attempt ${attempt}: ${task.parts.map(partText).join(', ')}`);
    return progress;
  }

  /** A request of it is about to go to the model. Returns whether it is the first. */
  started(progress: TaskProgress): boolean {
    if (progress.started) return false;
    progress.started = true;
    this.#context.events.emit({ event: 'started', task: progress.task.id, attempt: progress.attempt });
    return true;
  }

  allRead(progress: TaskProgress, part: number): void {
    progress.allRead(part);
    this.#partMayBeDone(progress, part);
  }

  /**
   * Looks whether the launcher wants a part of a task back. Not of one that is tried again: what is answered of it lies
   * scattered, and others would ask that once more.
   */
  async lookForRequests(): Promise<void> {
    for (const progress of this.#held)
      if (progress.attempt === 0 && !progress.wantedBack)
        progress.wantedBack = await isAskedToGiveBack(this.#context.stage, progress.task.id, progress.attempt);
  }

  /** What of a task has not begun goes to others: it ends when the rest of it is done. */
  givenBack(progress: TaskProgress, part: number, rest: readonly Part[]): void {
    this.#context.logger.info(`task ${progress.task.id}: gives back ${rest.map(partText).join(', ')}`);
    progress.giveBack(rest);
    this.#partMayBeDone(progress, part);
  }

  /** The rest of a part cannot be read: the task fails, but not before everything else in it is done. */
  unreadable(progress: TaskProgress, part: number, error: unknown): void {
    progress.breakOff(part, error);
    this.#partMayBeDone(progress, part);
  }

  /** The line of a sample is on disk. */
  written(progress: TaskProgress, part: number, failed: boolean, usage: Usage): void {
    progress.closed(part, failed);
    const { promptTokens, outputTokens } = usage;
    const dataset = progress.task.parts[part]?.dataset ?? '';
    this.#context.events.emit({
      event: 'samples',
      task: progress.task.id,
      dataset,
      done: failed ? 0 : 1,
      failed: failed ? 1 : 0,
      promptTokens,
      outputTokens,
    });
    this.#partMayBeDone(progress, part);
  }

  fail(progress: TaskProgress, error: unknown): void {
    const cause = namedError(error);
    const detail = cause instanceof Error ? cause.message : String(cause);
    const code = isOcError(cause) ? { code: cause.code, fatal: cause.fatal } : {};
    this.#context.logger.error(`task ${progress.task.id}: ${detail}`);
    this.#end(progress, { status: 'failed', reason: 'error', detail, ...code });
  }

  /** Gives back what is not over; others, or a later run, go on with it. */
  releaseAll(detail: string): void {
    for (const progress of this.#held) this.#end(progress, { status: 'released', detail });
  }

  /** Resolves when every end so far is on disk; throws if one could not be written. */
  async settled(): Promise<void> {
    await this.ended();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when every end so far is on disk, or could not be written. */
  async ended(): Promise<void> {
    while (this.#ending.size > 0) await Promise.all(this.#ending);
  }

  #partMayBeDone(progress: TaskProgress, part: number): void {
    if (progress.over || !progress.partDone(part)) return;
    const { task, attempt, problem, rest } = progress;
    if (!progress.isBroken(part) && rest === undefined)
      this.#context.events.emit({ event: 'part', task: task.id, attempt, part, failed: progress.failedIn(part) });
    if (!progress.done()) return;
    if (problem) this.fail(progress, problem.error);
    else if (rest) this.#end(progress, { status: 'split', failedSamples: progress.failedSamples, rest });
    else this.#end(progress, { status: 'succeeded', failedSamples: progress.failedSamples });
  }

  #end(progress: TaskProgress, how: Parameters<typeof end>[2]): void {
    if (progress.over) return;
    progress.over = true;
    this.#held.delete(progress);
    const ready = how.status === 'succeeded' || how.status === 'split' ? Promise.resolve() : this.#answersOnDisk();
    const ending = ready
      .then(() => end(this.#context, progress, how))
      .catch((error: unknown) => {
        this.#failure ??= namedError(error);
      })
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  /** Whoever goes on with a task looks at which answers are on disk: none may follow its end. */
  async #answersOnDisk(): Promise<void> {
    // That the disk fails is told where the answer was appended.
    await this.#writer.flush().catch(() => {});
  }
}

function partText({ dataset, start, end }: Part): string {
  return `${dataset}[${start}:${end}]`;
}
