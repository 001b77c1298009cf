import type { JobResources } from 'oc-sdk';

/** What a group of equal jobs gets in place of what it asked for, after what happened to its jobs. */
export interface Needs {
  readonly gpus: number;
  readonly cpus: number | undefined;
  readonly memoryMiB: number | undefined;
  readonly timeLimitMinutes: number | undefined;
}

/** The most nodes that are left out at once: behind it is no bad node, but something else. */
const MAX_EXCLUDED = 16;

/** What later jobs do better: they leave out nodes that failed, and get more time or memory, once. */
export class Lessons {
  readonly #nodes: string[] = [];
  readonly #longer = new Set<string>();
  readonly #larger = new Set<string>();
  /** The longest time that the cluster gives to a job, in minutes. */
  longestMinutes = Infinity;
  #launchFailures = 0;

  get excluded(): readonly string[] {
    return this.#nodes;
  }

  /** What jobs of this kind are to ask for now. */
  apply(base: Needs): Needs {
    const key = keyOf(base);
    const { memoryMiB, timeLimitMinutes } = base;
    return {
      ...base,
      memoryMiB: memoryMiB !== undefined && this.#larger.has(key) ? memoryMiB * 2 : memoryMiB,
      timeLimitMinutes:
        timeLimitMinutes !== undefined && this.#longer.has(key)
          ? Math.min(timeLimitMinutes * 2, this.longestMinutes)
          : timeLimitMinutes,
    };
  }

  /** How many jobs could not even be started. */
  get launchFailures(): number {
    return this.#launchFailures;
  }

  launchFailed(): void {
    this.#launchFailures += 1;
  }

  nodeFailed(node: string): void {
    if (node === '' || this.#nodes.includes(node)) return;
    this.#nodes.push(node);
    if (this.#nodes.length > MAX_EXCLUDED) this.#nodes.shift();
  }

  /** False: it was done before, or there is nothing to double. */
  moreTime(base: Needs): boolean {
    const { timeLimitMinutes = Infinity } = base;
    if (timeLimitMinutes >= this.longestMinutes || this.#longer.has(keyOf(base))) return false;
    this.#longer.add(keyOf(base));
    return true;
  }

  /** False: it was done before, or there is nothing to double. */
  moreMemory(base: Needs): boolean {
    if (base.memoryMiB === undefined || this.#larger.has(keyOf(base))) return false;
    this.#larger.add(keyOf(base));
    return true;
  }
}

/** What a job needs, before any lesson; the options say what the job itself does not. */
export function baseNeeds(
  { gpus, cpus, memoryMiB, timeLimitSeconds }: JobResources,
  options: { cpusPerTask: number | undefined; memoryMiB: number | undefined; timeLimitMinutes: number | undefined },
): Needs {
  return {
    gpus,
    cpus: options.cpusPerTask ?? cpus,
    memoryMiB: options.memoryMiB ?? memoryMiB,
    timeLimitMinutes:
      options.timeLimitMinutes ?? (timeLimitSeconds === undefined ? undefined : Math.ceil(timeLimitSeconds / 60)),
  };
}

function keyOf({ gpus, cpus, memoryMiB, timeLimitMinutes }: Needs): string {
  return JSON.stringify([gpus, cpus, memoryMiB, timeLimitMinutes]);
}
