import type { JobOutcome, JobStatus } from 'oc-sdk';
import { JsonlTail, type StageDirectory, type WorkerEvent } from 'oc-sdk/run-directory';
import { AnswerTimes } from './answer-times.ts';

/** What the launcher knows of one worker while its job runs. */
export class WorkerState {
  readonly id: string;
  readonly model: string;
  readonly logFile: string;
  /** Ends this job alone. */
  readonly stop = new AbortController();
  /** What the engine last said of its job. */
  status: JobStatus | undefined;
  ready = false;
  /** Whether it has ever taken a task. */
  claimed = false;
  /** Whether it waits for a task. */
  idle = false;
  askedToLeave = false;
  lastSign: number;
  warnedSilent = false;
  broken: Extract<WorkerEvent, { event: 'broken' }> | undefined;
  /** Attempts that have begun, as `<task>.<attempt>`, and when. */
  readonly begun = new Map<string, number>();
  /** Attempts that took longer than `task_time_limit`. */
  readonly overdue = new Set<string>();
  readonly answerTimes = new AnswerTimes();
  /** Attempts that it has told to have taken, and of no end, as `<task>.<attempt>`. */
  readonly #held = new Set<string>();
  #left = false;
  readonly #events: JsonlTail<WorkerEvent>;

  constructor(id: string, model: string, logFile: string, stage: StageDirectory, now: number) {
    this.id = id;
    this.model = model;
    this.logFile = logFile;
    this.lastSign = now;
    this.#events = new JsonlTail(stage.events(id));
  }

  /** What it is doing: it may wait in the engine's queue, load its model, or be at work. */
  get phase(): 'queued' | 'starting' | 'running' {
    if (this.ready || this.claimed || this.idle) return 'running';
    return this.status?.phase === 'queued' ? 'queued' : 'starting';
  }

  /** Whether it takes the next task that comes. */
  get isFree(): boolean {
    return this.idle && !this.askedToLeave;
  }

  /** Whether it has told of its own end, and of that of everything that it had taken: it left nothing to look for. */
  get hasLeft(): boolean {
    return this.#left && this.#held.size === 0;
  }

  /** New events, noted here before they are handed on. */
  async readEvents(now: number): Promise<WorkerEvent[]> {
    const events = await this.#events.read();
    for (const event of events) this.#note(event, now);
    if (events.length > 0) {
      this.lastSign = now;
      this.warnedSilent = false;
    }
    return events;
  }

  /** Attempts that have been at work for longer than the limit. What waits only for the worker's end is none. */
  findOverdue(limitSeconds: number, now: number): string[] {
    if (this.stop.signal.aborted) return [];
    const overdue = [...this.begun]
      .filter(([, since]) => now - since > limitSeconds * 1000)
      .map(([attempt]) => attempt);
    for (const attempt of overdue) this.overdue.add(attempt);
    return overdue;
  }

  /** Whether an attempt is to be held against the task when the worker ended in this way. */
  blames(attempt: string, outcome: JobOutcome): boolean {
    if (this.overdue.has(attempt)) return true;
    if (outcome.status !== 'failed' || !this.begun.has(attempt)) return false;
    // A job's time limit is that of the worker, who does many tasks; a task has `task_time_limit`.
    return !['preempted', 'node-failure', 'lost', 'time-limit'].includes(outcome.reason);
  }

  #note(event: WorkerEvent, now: number): void {
    switch (event.event) {
      case 'ready':
        this.ready = true;
        break;
      case 'idle':
        this.idle = true;
        break;
      case 'claimed':
        this.claimed = true;
        this.idle = false;
        this.#held.add(`${event.task}.${event.attempt}`);
        break;
      case 'started':
        // By our clock: another machine's may differ by more than a task takes.
        this.begun.set(`${event.task}.${event.attempt}`, now);
        break;
      case 'ended':
        this.begun.delete(`${event.task}.${event.attempt}`);
        this.#held.delete(`${event.task}.${event.attempt}`);
        break;
      case 'left':
        this.#left = true;
        break;
      case 'broken':
        this.broken = event;
        break;
      default:
    }
  }
}
