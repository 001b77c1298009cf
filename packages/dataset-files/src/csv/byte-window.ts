/** The bytes that have been read and not been taken yet: what a parser does not say about its place, they do. */
export class ByteWindow {
  #chunks: Buffer[] = [];
  /** Offset in the file of the first byte kept. */
  #start = 0;

  /** Passes chunks on and keeps them. */
  async *watch(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#chunks.push(chunk);
      yield chunk;
    }
  }

  /** The bytes kept before the offset in the file; they are kept no longer. */
  take(end: number): Buffer {
    const pieces: Buffer[] = [];
    for (let first = this.#chunks[0]; first !== undefined && this.#start < end; first = this.#chunks[0]) {
      const piece = first.subarray(0, end - this.#start);
      pieces.push(piece);
      this.#start += piece.length;
      if (piece.length < first.length) this.#chunks[0] = first.subarray(piece.length);
      else this.#chunks.shift();
    }
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  }
}
