import type { FailedSample } from './answers.ts';

/** Why samples failed: how many with which code, and what the first one said. */
export class Causes {
  total = 0;
  #first: string | undefined;
  readonly #counts = new Map<string, number>();

  add({ code, message }: FailedSample['error']): void {
    this.total += 1;
    this.#first ??= message.split('\n', 1)[0];
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  /** By code, the most frequent first. */
  get counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([, a], [, b]) => b - a));
  }

  /** `HTTP_400 (2), TIMEOUT (1); the first: maximum context length exceeded`. */
  toString(): string {
    const counts = Object.entries(this.counts).map(([code, count]) => `${code} (${count})`);
    return `${counts.join(', ')}; the first: ${this.#first}`;
  }
}
