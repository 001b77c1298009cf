import { onTestFinished } from 'vitest';
import { type OpenAiServer, type OpenAiServerOptions, startOpenAiServer } from './openai-server.ts';

/** A loopback server that is closed with the test. */
export async function testServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const server = await startOpenAiServer(options);
  onTestFinished(() => server.close());
  return server;
}
