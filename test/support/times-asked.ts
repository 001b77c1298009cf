import type { OpenAiServer } from './openai-server.ts';

/** How often each prompt arrived at the server. */
export function timesAsked({ requests }: Pick<OpenAiServer, 'requests'>): Map<string, number> {
  const times = new Map<string, number>();
  for (const { prompt } of requests) times.set(prompt, (times.get(prompt) ?? 0) + 1);
  return times;
}
