import { describe, expect, it } from 'vitest';
import { addressesOf, type Endpoint, endpointAt } from '../src/endpoint.ts';
import type { OpenAiOptions } from '../src/index.ts';
import { optionsWith } from './support.ts';

describe('endpointAt', () => {
  it.each([
    [{}, 'https://api.openai.com/v1/chat/completions'],
    [{ base_url: 'http://h:1/v1' }, 'http://h:1/v1/chat/completions'],
    [{ base_url: 'http://h:1/v1/' }, 'http://h:1/v1/chat/completions'],
    [{ openai_api_base: 'http://h:1/v1/chat/completions' }, 'http://h:1/v1/chat/completions'],
    [{ base_url: 'http://h:1/v1/completions' }, 'http://h:1/v1/chat/completions'],
    [{ base_url: 'http://h:1' }, 'http://h:1/chat/completions'],
    [{ base_url: 'http://h:1/v1', openai_api_base: 'http://other' }, 'http://h:1/v1/chat/completions'],
    [{ base_url: 'http://h:1/v1', endpoint: 'completions' as const }, 'http://h:1/v1/completions'],
    [{ base_url: 'http://[::1]:8000/v1' }, 'http://[::1]:8000/v1/chat/completions'],
  ])('takes %j to %s', (options, address) => {
    const { origin, path, shown } = endpointOf(options);
    expect(origin + path).toBe(address);
    expect(shown).toBe(address);
  });

  it('keeps a query, but does not show it', () => {
    const { path, shown } = endpointOf({ base_url: 'https://h/v1?api-version=2' });
    expect(path).toBe('/v1/chat/completions?api-version=2');
    expect(shown).toBe('https://h/v1/chat/completions');
  });

  it('sends user and password of the address as Basic, and does not show them', () => {
    const { origin, headers, shown } = endpointOf({ base_url: 'http://anna:p%40ss@h/v1' });
    expect(headers).toMatchObject({ authorization: `Basic ${Buffer.from('anna:p@ss').toString('base64')}` });
    expect(origin + shown).not.toMatch(/anna|ss@/);
  });

  it('sends no Authorization without a key', () => {
    expect(endpointOf({}).headers).not.toHaveProperty('authorization');
    expect(endpointOf({ key: ' \n' }).headers).not.toHaveProperty('authorization');
  });

  it('sends key, organization and headers; headers win', () => {
    const options = { key: 'sk-1\n', organization: 'org', headers: { 'API-Key': 'k', 'User-Agent': 'me' } };
    expect(endpointOf(options).headers).toEqual({
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'me',
      authorization: 'Bearer sk-1',
      'openai-organization': 'org',
      'api-key': 'k',
    });
  });

  it('takes every secret out of a text, in the form in which it is found', () => {
    const { redact } = endpointOf({
      key: 'sk/1"x',
      headers: { 'x-api-key': 'abc', cookie: 'session=1', 'x-auth': 'Basic Zm9v', 'x-team': 'blue' },
      base_url: 'http://u:p%40ss@h/v1?code=q9',
      proxy: 'http://u:w0rd@proxy',
    });
    expect(redact('Bearer sk/1"x, sk/1\\"x, sk%2F1%22x, abc, session=1, Zm9v, p@ss, p%40ss, q9, w0rd, blue')).toBe(
      `${'[secret], '.repeat(10)}blue`,
    );
  });
});

function endpointOf(changes: Partial<OpenAiOptions>): Endpoint {
  const options = optionsWith(changes);
  const [address = ''] = addressesOf(options);
  return endpointAt(options, address, options.endpoint);
}
