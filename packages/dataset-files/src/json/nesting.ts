const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{` differ from `]` and `}` by two, and from each other by this bit. */
const BRACE_BIT = 0x20;
const OPENING = 0x5b;
const CLOSING = 0x5d;

/** Where in JSON text one is, byte by byte: how many brackets and braces are open, and whether a string is. */
export class Nesting {
  depth = 0;
  inString = false;
  #escaped = false;

  step(byte: number): void {
    if (this.inString) this.#stepInString(byte);
    else if (byte === QUOTE) this.inString = true;
    else if ((byte & ~BRACE_BIT) === OPENING) this.depth += 1;
    else if ((byte & ~BRACE_BIT) === CLOSING) this.depth -= 1;
  }

  #stepInString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.inString = false;
  }
}
