import type { Logger } from 'oc-sdk';
import type { Devices } from './devices/devices.ts';
import { findDevices } from './devices/find.ts';
import { visibleDevices } from './devices/visible.ts';
import { SlotPool } from './slot-pool.ts';

/** GPUs that a job has until it gives them back. */
export interface Lease {
  /** Tells the job's programs which devices are theirs. */
  readonly variables: Readonly<Record<string, string>>;
  release(): void;
}

export type LeaseResult =
  | { readonly lease: Lease }
  | { readonly aborted: true }
  /** Why the job can never have so many. */
  | { readonly rejected: string };

interface GpusSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly workersPerGpu: number;
  readonly logger: Logger;
}

/** The GPUs of this machine. Programs that list them run once, and only if someone wants a GPU. */
export class Gpus {
  readonly #settings: GpusSettings;
  #known: Devices | undefined;
  #search: Promise<Devices> | undefined;
  #pool: SlotPool | undefined;

  constructor(settings: GpusSettings) {
    this.#settings = settings;
    this.#known = visibleDevices(settings.environment);
  }

  /** What is known without running a program: a variable said it, or a search is over. */
  get known(): Devices | undefined {
    return this.#known;
  }

  devices(): Promise<Devices> {
    this.#search ??= this.#find();
    return this.#search;
  }

  /** Waits for `count` distinct devices. A job without GPUs gets none to see, as far as that is known already. */
  async take(count: number, signal: AbortSignal): Promise<LeaseResult> {
    if (signal.aborted) return { aborted: true };
    if (count === 0) return { lease: { variables: variablesFor(this.#known, []), release() {} } };
    const devices = await this.devices();
    if (count > devices.ids.length) return { rejected: tooMany(count, devices) };
    const pool = this.#poolOf(devices);
    const taken = await pool.take(count, signal);
    if (taken === undefined) return { aborted: true };
    return { lease: { variables: variablesFor(devices, taken), release: () => pool.giveBack(taken) } };
  }

  async #find(): Promise<Devices> {
    this.#known ??= await findDevices(this.#settings.environment, this.#settings.logger);
    return this.#known;
  }

  #poolOf({ ids }: Devices): SlotPool {
    this.#pool ??= new SlotPool(ids, this.#settings.workersPerGpu);
    return this.#pool;
  }
}

function variablesFor(devices: Devices | undefined, ids: readonly string[]): Record<string, string> {
  if (devices?.variable === undefined) return {};
  return { ...(ids.length > 0 ? devices.alongside : {}), [devices.variable]: ids.join(',') };
}

function tooMany(count: number, { ids, origin }: Devices): string {
  return `the job wants ${count} GPUs, but there are ${ids.length} to give (${origin})`;
}
