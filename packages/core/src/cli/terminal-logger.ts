import type { Writable } from 'node:stream';
import type { Logger } from 'oc-sdk';

/** Warnings and errors go where the view shows them; with `debug`, everything goes straight to the stream. */
export function createTerminalLogger(
  stream: Writable,
  debug: boolean,
  warn: (line: string) => void,
  prefix = '',
): Logger {
  const straight = (level: string) => (message: string) => void stream.write(`${level} ${prefix}${message}\n`);
  const nothing = (): void => {};
  return {
    debug: debug ? straight('debug') : nothing,
    info: debug ? straight('info ') : nothing,
    warn: debug ? straight('warn ') : (message) => warn(prefix + message),
    error: debug ? straight('error') : (message) => warn(prefix + message),
    child: (fields) => {
      const more = Object.entries(fields).map(([key, value]) => `${key}=${value} `);
      return createTerminalLogger(stream, debug, warn, prefix + more.join(''));
    },
  };
}
