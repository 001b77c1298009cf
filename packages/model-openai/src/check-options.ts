import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { OptionComplaint } from 'oc-sdk';
import type { OpenAiOptions } from './options.ts';

/** What no schema can say of the options. Values are not repeated: an address may hold a password, a header a key. */
export function checkOptions(options: OpenAiOptions): OptionComplaint[] {
  const { base_url, openai_api_base, proxy, key, headers = {} } = options;
  return [
    ...badAddresses('base_url', base_url),
    ...badAddresses('openai_api_base', openai_api_base),
    ...badAddresses('proxy', proxy),
    ...badHeader(['key'], 'authorization', `Bearer ${key?.trim() ?? ''}`),
    ...Object.entries(headers).flatMap(([name, value]) => badHeader(['headers', name], name, value)),
    ...badSystemPrompt(options),
  ];
}

function badAddresses(option: string, said: string | readonly string[] | undefined): OptionComplaint[] {
  const message = 'must be an http(s) address such as http://127.0.0.1:8000/v1';
  if (typeof said === 'string') return isAddress(said) ? [] : [{ path: [option], message }];
  return (said ?? []).flatMap((one, index) => (isAddress(one) ? [] : [{ path: [option, index], message }]));
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function badHeader(path: OptionComplaint['path'], name: string, value: string): OptionComplaint[] {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return [];
  } catch {
    return [{ path, message: 'must fit into an HTTP header: no line breaks, no characters beyond Latin-1' }];
  }
}

function badSystemPrompt({ system_prompt, endpoint }: OpenAiOptions): OptionComplaint[] {
  if (system_prompt === undefined || endpoint === 'chat') return [];
  return [{ path: ['system_prompt'], message: 'needs `endpoint: chat`: completions have no messages' }];
}
