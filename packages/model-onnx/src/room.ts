/** How many rows memory holds together, as far as failures have shown: fewer, the longer they are. */
export class Room {
  readonly #found: { readonly length: number; readonly rows: number }[] = [];

  /** Most rows of so many tokens. */
  rows(length: number): number {
    return Math.min(...this.#found.map((found) => (found.length <= length ? found.rows : Number.POSITIVE_INFINITY)));
  }

  /** So many rows of so many tokens did not fit: half of them may. */
  halve(rows: number, length: number): void {
    this.#found.push({ length, rows: Math.ceil(rows / 2) });
  }
}

/** What ONNX Runtime, C++ and V8 say when an allocation fails. */
const OUT_OF_MEMORY =
  /failed to allocate memory|bad_alloc|bad allocation|array buffer allocation failed|invalid typed array length|out of memory/i;

export function isOutOfMemory(cause: unknown): boolean {
  return OUT_OF_MEMORY.test(cause instanceof Error ? cause.message : String(cause));
}
