import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './job-fields.ts';

export interface Account {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Absent: keys that do not expire. */
  securityToken?: string;
}

export interface SignedRequest {
  readonly method: string;
  /** As it came, with its query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const SKEW_MS = 15 * 60_000;

/**
 * Verifies ACS3-HMAC-SHA256 from the documentation, apart from the client's own code: hash of the body, date, nonce,
 * token, signature.
 *
 * @throws {Refusal}
 */
export function checkSignature(
  { method, target, headers, body }: SignedRequest,
  account: Account,
  { nowMs, nonces }: { readonly nowMs: number; readonly nonces: Set<string> },
): void {
  const [, id, names = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (signature === undefined) throw new Refusal(400, 'IncompleteSignature', 'The request signature is incomplete.');
  if (id !== account.accessKeyId) {
    throw new Refusal(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  }
  const signed = names.split(';');
  for (const name of ['host', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-content-sha256']) {
    if (!signed.includes(name)) throw new Refusal(400, 'IncompleteSignature', `${name} is not signed.`);
  }
  const [path = '', query = ''] = target.split('?');
  const lines = signed.map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`).join('');
  const text = [method, path, canonical(query), lines, names, headers['x-acs-content-sha256']].join('\n');
  const expected = createHmac('sha256', account.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(text)}`)
    .digest('hex');
  if (expected !== signature || headers['x-acs-content-sha256'] !== sha256(body)) {
    throw new Refusal(400, 'SignatureDoesNotMatch', 'The request signature does not conform to the standard.');
  }
  if (!(Math.abs(Date.parse(String(headers['x-acs-date'])) - nowMs) <= SKEW_MS)) {
    throw new Refusal(400, 'InvalidTimeStamp.Expired', 'The specified time stamp is expired.');
  }
  const nonce = String(headers['x-acs-signature-nonce']);
  if (nonces.has(nonce)) throw new Refusal(400, 'SignatureNonceUsed', 'The request nonce has been used.');
  nonces.add(nonce);
  if (account.securityToken !== undefined && headers['x-acs-security-token'] !== account.securityToken) {
    throw new Refusal(403, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
  }
}

/** The pairs that came, sorted and encoded anew: clients differ in what they leave as it is. */
function canonical(query: string): string {
  const encode = (word: string): string =>
    encodeURIComponent(word).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return [...new URLSearchParams(query)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
