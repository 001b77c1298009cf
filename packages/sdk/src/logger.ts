/** Where a plugin says something to people. Never put a secret in a message. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** A logger that puts `fields` in front of every message. */
  child(fields: Readonly<Record<string, string>>): Logger;
}
