import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { attemptName } from '../src/names.ts';
import { Submitter } from '../src/submit/submitter.ts';
import { openapiTransport } from '../src/transport/openapi/openapi-transport.ts';
import { CFG, control, nodeJob, QUICK, temporaryFolder, testServer, testSettings } from './support/runner.ts';

const bad: readonly (readonly [what: string, code: string, more: object])[] = [
  ['no shared directory', 'DLC_OPTION', { aliyun_cfg: { ...CFG, data_sources: [] } }],
  ['a data source that is none', 'DLC_OPTION', { aliyun_cfg: { ...CFG, data_sources: ['d-a, d-b'] } }],
  ['a URI without a mount', 'DLC_OPTION', { data_source_uris: ['nas://a/b'] }],
  [
    'one mount path for a data source and a URI',
    'DLC_OPTION',
    { aliyun_cfg: { ...CFG, data_sources: ['d-a:v1:/mnt/x'] }, data_source_uris: ['nas://b/::/mnt/x/'] },
  ],
  ['a data source twice', 'DLC_OPTION', { aliyun_cfg: { ...CFG, data_sources: ['d-a', 'd-a'] } }],
  ['half of a conda environment', 'DLC_OPTION', { aliyun_cfg: { ...CFG, conda_env_name: 'x' } }],
  ['a relative path', 'DLC_OPTION', { node_path: 'bin/node' }],
  ['a ~ that does not exist', 'DLC_PATH', { aliyun_cfg: { ...CFG, python_env_path: '~/no such environment' } }],
  ['a config file that does not exist', 'DLC_PATH', { aliyun_cfg: { ...CFG, dlc_config_path: '/no/such/file' } }],
  ['a secret in envs', 'DLC_SECRET', { envs: { OPENAI_API_KEY: 'x' } }],
  ['a secret in extra_envs', 'DLC_SECRET', { aliyun_cfg: { ...CFG, extra_envs: ['HF_TOKEN=x'] } }],
  ['a proxy with a password', 'DLC_SECRET', { aliyun_cfg: { ...CFG, http_proxy: 'http://me:pw@proxy:80' } }],
  ['a variable that is none', 'DLC_OPTION', { aliyun_cfg: { ...CFG, extra_envs: ['a b'] } }],
  ['a comma in a tag', 'DLC_OPTION', { tags: { a: 'b,c' } }],
];

describe('options', () => {
  it.each(bad)('with %s are refused: %s', (_, code, more) => {
    expect(() => testSettings(undefined, { ...more })).toThrow(expect.objectContaining({ code, fatal: true }));
  });

  it('read ~ as the home folder, numbers as ids, and name the endpoint of the region', () => {
    const settings = testSettings(undefined, {
      region: 'cn-beijing',
      node_path: '~',
      aliyun_cfg: { ...CFG, workspace_id: 7 },
    });
    expect(settings.environment.nodePath).toBe(homedir());
    expect([settings.workspaceId, settings.endpoint]).toEqual(['7', 'pai-dlc.cn-beijing.aliyuncs.com']);
  });

  it('of a size that the service does not take are refused before anything is created', async () => {
    const server = await testServer();
    const folder = await temporaryFolder();
    const settings = testSettings(server, { tags: { long: 'x'.repeat(70_000) } });
    const transport = openapiTransport(settings, server.environment);
    const { logger } = control();
    const submitter = new Submitter({
      runDirectory: folder,
      settings,
      transport,
      timing: QUICK,
      logger,
      launcherNode: '',
    });
    await expect(submitter.submit(nodeJob(folder, 'one', ''), 0, control())).rejects.toMatchObject({
      code: 'DLC_TOO_LONG',
    });
    expect(server.service.calls).toEqual([]);
  });
});

describe('names', () => {
  it('hold nothing that DLC does not take, and are never the same twice', () => {
    const names = [0, 1].map(() => attemptName('/a/20260101_000000', `m'o"d\n/ü${'x'.repeat(500)}`, 0));
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_.-]{1,256}$/);
    expect(names[0]).not.toBe(names[1]);
  });
});
