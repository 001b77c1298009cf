import { join } from 'node:path';
import type { Logger } from 'oc-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantiate } from '../../src/blocks/instantiate.ts';
import { createPluginHost } from '../../src/host.ts';
import { folderWith } from '../support.ts';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const context = { logger: silent, signal: new AbortController().signal };

/** A partitioner that is what it was made from. */
const MIRROR = `export default {
  kind: 'partitioner', apiVersion: 1, name: 'mirror', summary: 'For a test.',
  optionsSchema: {
    type: 'object', additionalProperties: false, required: ['path'],
    properties: { path: { type: 'string' }, n: { type: 'integer', default: 3 }, list: { type: 'array', items: { type: 'integer' } } },
  },
  create: (options, context) => ({ options, path: context.resolvePath(options.path), keys: Object.keys(context).sort() }),
};`;

async function mirror(block: object, origins?: Record<string, string>): Promise<unknown> {
  const folder = await folderWith({ 'mirror.mjs': MIRROR });
  const spec = {
    block: { type: './mirror.mjs', ...block },
    from: join(folder, 'config.yaml'),
    ...(origins && { origins }),
  };
  const made = await instantiate(createPluginHost({ searchFrom: [] }), 'partitioner', spec, context);
  return JSON.parse(JSON.stringify(made).replaceAll(folder, 'FOLDER'));
}

describe('making the thing that a block describes', () => {
  beforeEach(() => {
    process.env.OC_TEST_VALUE = 'from-env';
  });
  afterEach(() => {
    delete process.env.OC_TEST_VALUE;
  });

  it('gives the plugin its options with defaults, and paths beside the config', async () => {
    expect(await mirror({ path: 'data/x' })).toEqual({
      options: { path: 'data/x', n: 3 },
      path: join('FOLDER', 'data/x'),
      keys: ['logger', 'resolvePath', 'signal'],
    });
  });

  it('takes values from the environment, or their defaults', async () => {
    expect(await mirror({ path: '${env:OC_TEST_VALUE}' })).toMatchObject({ options: { path: 'from-env' } });
    expect(await mirror({ path: '${env:OC_TEST_NONE:-else}' })).toMatchObject({ options: { path: 'else' } });
  });

  it('names a variable that is not set', async () => {
    await expect(mirror({ path: '${env:OC_TEST_NONE}' })).rejects.toMatchObject({
      code: 'ENV_MISSING',
      message: expect.stringContaining('OC_TEST_NONE'),
      fatal: true,
    });
  });

  it('refuses options that do not fit', async () => {
    await expect(mirror({ path: 'x', list: ['one'], nn: 4 })).rejects.toMatchObject({
      code: 'BAD_OPTIONS',
      message: expect.stringMatching(/list.*nn|nn.*list/),
      fatal: true,
    });
    await expect(mirror({})).rejects.toMatchObject({ code: 'BAD_OPTIONS', message: expect.stringContaining('path') });
  });

  it('says what is not there, or of another kind', async () => {
    const folder = await folderWith({ 'mirror.mjs': MIRROR });
    const host = createPluginHost({ searchFrom: [] });
    const from = join(folder, 'config.yaml');
    await expect(
      instantiate(host, 'partitioner', { block: { type: './no.mjs' }, from }, context),
    ).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
    });
    await expect(
      instantiate(host, 'runner', { block: { type: './mirror.mjs' }, from }, { ...context, runDirectory: folder }),
    ).rejects.toMatchObject({
      code: 'NOT_A_PLUGIN',
    });
  });
});
