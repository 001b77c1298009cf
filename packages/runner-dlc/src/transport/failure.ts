export type FailureKind =
  /** Too many calls: nothing was done, later it will be. */
  | 'throttled'
  /** No answer, or none that can be read: it may have been done all the same. */
  | 'unknown'
  /** The service does not know the job. */
  | 'not-found'
  /** The same call will never do. */
  | 'refused'
  /** Wrong, missing or expired credentials. */
  | 'credentials'
  /** The program of the command line is not there, or cannot be run. */
  | 'no-program';

/** A call to the service that failed, and what that means for what comes next. */
export class DlcFailure extends Error {
  readonly kind: FailureKind;
  /** When the service wants to be asked again, where it says so. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, says: string, { retryAfterMs }: { retryAfterMs?: number | undefined } = {}) {
    super(oneLine(says));
    this.name = 'DlcFailure';
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The failure behind a rejection; anything that is none passes through. */
export function failureOf(error: unknown): DlcFailure {
  if (error instanceof DlcFailure) return error;
  throw error;
}

/**
 * What an error of the API means. The same code comes with status 400 from some services and 429 from others, and the
 * command line prints no code at all: code and text are asked first.
 */
export function classify(status: number, code: string, message: string): FailureKind {
  const text = `${code} ${message}`;
  if (/Throttling|flow control|Too ?Many ?Requests/i.test(text)) return 'throttled';
  if (CREDENTIALS.test(text)) return 'credentials';
  // Somebody on the way has sent the request twice: the first may have been done.
  if (/SignatureNonceUsed|nonce has been used/i.test(text)) return 'unknown';
  if (status === 404 || /\bNotFound\b|(?:job|pod)\b.*\b(?:not found|not exist|does not exist)/i.test(text))
    return 'not-found';
  if (status === 429) return 'throttled';
  return status >= 400 && status < 500 ? 'refused' : 'unknown';
}

/** Codes of the API's error table, and the sentences that come with them. */
const CREDENTIALS =
  /InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|SecurityToken|Forbidden\.RAM|NoPermission|InvalidTimeStamp|AccessKey(?:Id)? is (?:not found|invalid|inactive)|token (?:has )?expired|not authorized/i;

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 1000);
}
