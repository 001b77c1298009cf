import { resolve } from 'node:path';
import type { Logger, PluginContext } from 'oc-sdk';

/** A logger that says nothing. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};

/** A logger that keeps what it is told, children's messages among it. */
export function recordingLogger(): { readonly logger: Logger; readonly messages: readonly string[] } {
  const messages: string[] = [];
  const keep = (message: string) => void messages.push(message);
  const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep, child: () => logger };
  return { logger, messages };
}

/**
 * What a plugin's `create` gets besides its options: a silent logger, a signal that is never aborted, paths relative to
 * the working directory. `more` replaces or adds: `testContext({ runDirectory })` is a runner's context.
 */
export function testContext(): PluginContext;
export function testContext<More extends object>(more: More): PluginContext & More;
export function testContext(more: object = {}): PluginContext {
  return {
    logger: silentLogger,
    signal: new AbortController().signal,
    resolvePath: (path) => resolve(path),
    ...more,
  };
}
