import querystring from 'node:querystring';
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

export type Service = keyof typeof PATHS;

/** The addresses that the options name, in their order. */
export function addressesOf({ base_url, openai_api_base }: OpenAiOptions): readonly string[] {
  return [base_url ?? openai_api_base ?? 'https://api.openai.com/v1'].flat();
}

/** Puts one of the addresses and headers together; the options are good (see `checkOptions`). */
export function endpointAt(options: OpenAiOptions, address: string, service: Service): Endpoint {
  const url = withService(new URL(address), service);
  const proxy = options.proxy === undefined ? undefined : new URL(options.proxy);
  const headers = headersOf(options, url);
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

function withService(url: URL, service: Service): URL {
  // Some people name the endpoint too, as OpenCompass's configs did once.
  const stem = url.pathname.replace(/\/+$/, '').replace(/((\/chat)?\/completions|\/embeddings)$/, '');
  url.pathname = stem + PATHS[service];
  return url;
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

/** Values of headers that carry credentials, whole and without a scheme such as `Bearer` in front. */
function headerSecrets(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name]) => /auth|key|token|secret|cookie|password/.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\S+ +/, '')]);
}

function urlSecrets({ password, searchParams }: URL): string[] {
  return [password, querystring.unescape(password), ...searchParams.values()];
}
