import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from './credentials.ts';

/** A request before it is signed. */
export interface UnsignedRequest {
  readonly method: string;
  /** Encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly host: string;
  readonly action: string;
  readonly version: string;
  /** Empty where there is none. */
  readonly body: string;
  /** More headers of the service, `x-acs-*`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What must differ from request to request. */
export interface Moment {
  /** `YYYY-MM-DDThh:mm:ssZ` */
  readonly date: string;
  readonly nonce: string;
}

/**
 * The headers that make a request valid: Alibaba Cloud's signature V3, ACS3-HMAC-SHA256 ("Request syntax and signature
 * method V3" in the OpenAPI documentation).
 */
export function signedHeaders(
  request: UnsignedRequest,
  { accessKeyId, accessKeySecret, securityToken }: Credentials,
  { date, nonce }: Moment,
): Record<string, string> {
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.host,
    'x-acs-action': request.action,
    'x-acs-version': request.version,
    'x-acs-date': date,
    'x-acs-signature-nonce': nonce,
    'x-acs-content-sha256': sha256(request.body),
    ...(request.body === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...(securityToken === undefined
      ? {}
      : { 'x-acs-security-token': securityToken, 'x-acs-accesskey-id': accessKeyId }),
  };
  const names = Object.keys(headers).sort();
  const canonical = canonicalRequest(request, headers, names);
  const signature = createHmac('sha256', accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `${ALGORITHM} Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { ...headers, authorization };
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

function canonicalRequest(
  { method, path, query }: UnsignedRequest,
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): string {
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  return [method, path, canonicalQuery(query), lines, names.join(';'), headers['x-acs-content-sha256']].join('\n');
}

/** Sorted by name, encoded as RFC 3986 says; the request must be sent with exactly this text. */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** `encodeURIComponent` leaves five characters that RFC 3986 reserves. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
