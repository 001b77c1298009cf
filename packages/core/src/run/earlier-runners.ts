import { type ContextBase, instantiate, type PluginHost } from 'oc-plugin-host';
import type { Runner } from 'oc-sdk';
import type { BlockSpec } from 'oc-sdk/run-directory';

/**
 * The runners with which an earlier launcher started its jobs, by the blocks in its journal: today's config may name
 * another one, which could not find them. Each is made once. What the end of a launcher means for its jobs
 * (`on_interrupt`) is not for the earlier launcher to say.
 */
export class EarlierRunners {
  readonly #host: PluginHost;
  readonly #context: ContextBase<'runner'>;
  readonly #made = new Map<string, Promise<Runner>>();

  constructor(host: PluginHost, context: ContextBase<'runner'>) {
    this.#host = host;
    this.#context = context;
  }

  of(spec: BlockSpec): Promise<Runner> {
    const { on_interrupt: _, ...block } = spec.block;
    const key = JSON.stringify([block, spec.from]);
    const made = this.#made.get(key) ?? instantiate(this.#host, 'runner', { ...spec, block }, this.#context);
    this.#made.set(key, made);
    return made;
  }

  async close(): Promise<void> {
    for (const runner of this.#made.values()) await (await runner).close?.();
  }
}
