import type { Part } from 'oc-sdk';
import type { Speeds } from './speeds.ts';

type PerSample = (dataset: string) => number;

interface Task {
  readonly parts: readonly Part[];
  /** Counts where nothing is known of seconds. */
  readonly cost?: number;
}

/** Tasks of the same datasets. */
interface Group<Open> {
  readonly tasks: Set<Open>;
  /** By dataset, samples that none of them has more of: exact after a look, and too high when the longest was taken since. */
  most: Map<string, number>;
}

/**
 * The open tasks of one model, in sums that change as tasks come and go. Samples are counted by dataset, so that a look
 * costs as much as there are datasets, however many tasks there are, and whatever was learnt of their speed meanwhile.
 */
export class OpenWork<Open extends Task> {
  readonly #samples = new Map<string, number>();
  readonly #groups = new Map<string, Group<Open>>();
  #size = 0;
  #cost = 0;

  add(task: Open): void {
    const sizes = samplesOf(task.parts);
    const group = this.#groups.get(keyOf(sizes)) ?? { tasks: new Set<Open>(), most: new Map() };
    this.#groups.set(keyOf(sizes), group);
    group.tasks.add(task);
    raise(group.most, sizes);
    for (const [dataset, samples] of sizes) this.#samples.set(dataset, (this.#samples.get(dataset) ?? 0) + samples);
    this.#size += 1;
    this.#cost += task.cost ?? 0;
  }

  /** A task that was added. */
  delete(task: Open): void {
    const sizes = samplesOf(task.parts);
    const key = keyOf(sizes);
    const group = this.#groups.get(key);
    group?.tasks.delete(task);
    if (group?.tasks.size === 0) this.#groups.delete(key);
    for (const [dataset, samples] of sizes) {
      const left = (this.#samples.get(dataset) ?? 0) - samples;
      if (left > 0) this.#samples.set(dataset, left);
      else this.#samples.delete(dataset);
    }
    this.#size -= 1;
    // What rounding has left does not outlive the tasks.
    this.#cost = this.#size === 0 ? 0 : this.#cost - (task.cost ?? 0);
  }

  /** Seconds of all tasks. */
  seconds(perSample: PerSample): number {
    return secondsOf(this.#samples, perSample);
  }

  /** Seconds of all tasks, or where nothing is known of these, their costs. More than 0 while there is a task. */
  cost(speeds: Speeds | undefined): number {
    if (this.#size === 0) return 0;
    const seconds = speeds ? this.seconds((dataset) => speeds.perSample(dataset)) : 0;
    return seconds || Math.max(this.#cost, Number.MIN_VALUE);
  }

  /** The tasks that take longer. Looked at are only those that may, by the longest of their group. */
  longerThan(seconds: number, perSample: PerSample): Open[] {
    const long: Open[] = [];
    for (const group of this.#groups.values()) {
      if (secondsOf(group.most, perSample) <= seconds) continue;
      group.most = new Map();
      for (const task of group.tasks) {
        const sizes = samplesOf(task.parts);
        raise(group.most, sizes);
        if (secondsOf(sizes, perSample) > seconds) long.push(task);
      }
    }
    return long;
  }
}

function samplesOf(parts: readonly Part[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { dataset, start, end } of parts) sizes.set(dataset, (sizes.get(dataset) ?? 0) + end - start);
  return sizes;
}

function keyOf(sizes: ReadonlyMap<string, number>): string {
  return JSON.stringify([...sizes.keys()].sort());
}

function raise(most: Map<string, number>, sizes: ReadonlyMap<string, number>): void {
  for (const [dataset, samples] of sizes) most.set(dataset, Math.max(most.get(dataset) ?? 0, samples));
}

function secondsOf(sizes: ReadonlyMap<string, number>, perSample: PerSample): number {
  let seconds = 0;
  for (const [dataset, samples] of sizes) seconds += samples * perSample(dataset);
  return seconds;
}
