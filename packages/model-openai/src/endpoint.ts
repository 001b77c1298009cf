import { validateHeaderName, validateHeaderValue } from 'node:http';
import querystring from 'node:querystring';
import { invalidOption } from './errors.ts';
import type { OpenAiOptions } from './options.ts';
import { redactor } from './redact.ts';

/** Where requests go, and what may be shown of it. */
export interface Endpoint {
  readonly origin: string;
  /** With the query, if the address has one. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** With user and password, if it has them. */
  readonly proxy: URL | undefined;
  /** The address for people: without user, password and query. */
  readonly shown: string;
  /** Takes every secret out of a text that a server sent. */
  redact(text: string): string;
}

/** What a server can be asked for, and where. */
const PATHS = { chat: '/chat/completions', completions: '/completions', embeddings: '/embeddings' } as const;

/** Puts address and headers together. Throws OPENAI_INVALID_OPTION. */
export function endpointOf(options: OpenAiOptions, kind: keyof typeof PATHS = options.endpoint): Endpoint {
  const url = addressOf(options, kind);
  const proxy = options.proxy === undefined ? undefined : httpUrl('proxy', options.proxy);
  const headers = headersOf(options, url);
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    headers,
    proxy,
    shown: url.origin + url.pathname,
    redact: redactor([
      options.key?.trim() ?? '',
      ...headerSecrets(headers),
      ...urlSecrets(url),
      ...(proxy ? urlSecrets(proxy) : []),
    ]),
  };
}

function addressOf({ base_url, openai_api_base }: OpenAiOptions, kind: keyof typeof PATHS): URL {
  const url = httpUrl('base_url', base_url ?? openai_api_base ?? 'https://api.openai.com/v1');
  // Some people name the endpoint too, as OpenCompass's configs did once.
  const stem = url.pathname.replace(/\/+$/, '').replace(/((\/chat)?\/completions|\/embeddings)$/, '');
  url.pathname = stem + PATHS[kind];
  return url;
}

function httpUrl(option: string, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  // The address itself is not shown: it may hold a password.
  throw invalidOption(option, 'not an http(s) address', 'Write it like `http://127.0.0.1:8000/v1`.');
}

function headersOf({ key, organization, headers = {} }: OpenAiOptions, url: URL): Record<string, string> {
  const token = key?.trim();
  const user = querystring.unescape(`${url.username}:${url.password}`);
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'oc-model-openai',
    ...(url.username ? { authorization: `Basic ${Buffer.from(user).toString('base64')}` } : {}),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(organization ? { 'openai-organization': organization } : {}),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    const option = name === 'authorization' ? 'key' : `headers.${name}`;
    throw invalidOption(option, 'not fit for an HTTP header', 'Look for line breaks and characters beyond Latin-1.');
  }
}

/** Values of headers that carry credentials, whole and without a scheme such as `Bearer` in front. */
function headerSecrets(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name]) => /auth|key|token|secret|cookie|password/.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\S+ +/, '')]);
}

function urlSecrets({ password, searchParams }: URL): string[] {
  return [password, querystring.unescape(password), ...searchParams.values()];
}
