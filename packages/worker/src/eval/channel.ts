/** Values from callbacks, read as they come. One reader. */
export class Channel<Value> implements AsyncIterable<Value> {
  #values: Value[] = [];
  #over: { readonly error?: unknown } | undefined;
  #wake = () => {};

  push(value: Value): void {
    this.#values.push(value);
    this.#wake();
  }

  end(): void {
    this.#over ??= {};
    this.#wake();
  }

  /** What was pushed before is read first. */
  fail(error: unknown): void {
    this.#over ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Value> {
    for (;;) {
      const values = this.#values;
      this.#values = [];
      yield* values;
      if (this.#values.length > 0) continue;
      if (this.#over && 'error' in this.#over) throw this.#over.error;
      if (this.#over) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
