const brand = Symbol.for('oc-core.error');

/** What an {@link OcError} is made of. */
export interface OcErrorInit {
  /** Upper-case code, documented in `docs/errors.md`. */
  code: string;
  /** One line: what is wrong, with the offending value. */
  message: string;
  /** What was expected and what to do, over as many lines as it takes. */
  details?: string;
  cause?: unknown;
  /**
   * Trying again cannot help (a refused key, a missing file): the worker that meets it ends, and its model gets no
   * other. Default false.
   */
  fatal?: boolean;
}

/** An error that people can act on. Recognise it with {@link isOcError}: `oc-sdk` may be installed twice. */
export class OcError extends Error {
  readonly code: string;
  readonly details: string | undefined;
  readonly fatal: boolean;

  constructor(init: OcErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'OcError';
    this.code = init.code;
    this.details = init.details;
    this.fatal = init.fatal ?? false;
    Object.defineProperty(this, brand, { value: true });
  }
}

export function isOcError(value: unknown): value is OcError {
  return value instanceof Error && brand in value;
}
