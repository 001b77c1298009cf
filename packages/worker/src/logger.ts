import type { Logger } from 'oc-sdk';

/** Lines for people: time, level, text. A worker's standard output is its log file. */
export function createLogger(write: (line: string) => void, prefix = ''): Logger {
  const at = (level: string) => (message: string) =>
    write(`${new Date().toISOString()} ${level} ${prefix}${message}\n`);
  return {
    debug: at('DEBUG'),
    info: at('INFO '),
    warn: at('WARN '),
    error: at('ERROR'),
    child: (fields) =>
      createLogger(
        write,
        `${prefix}${Object.entries(fields)
          .map(([key, value]) => `${key}=${value} `)
          .join('')}`,
      ),
  };
}
