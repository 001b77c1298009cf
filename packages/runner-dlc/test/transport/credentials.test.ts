import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCredentials } from '../../src/transport/openapi/credentials.ts';
import { temporaryFolder } from '../support/runner.ts';

/** A home folder with files in it. */
async function homeWith(files: Readonly<Record<string, string>>): Promise<string> {
  const home = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, name)), { recursive: true });
    await writeFile(join(home, name), text);
  }
  return home;
}

const found = (accessKeyId: string, accessKeySecret: string, securityToken?: string) => ({
  ...{ accessKeyId, accessKeySecret, securityToken },
});

const INI = `
; of Alibaba Cloud's SDKs
[default]
enable = true
type = access_key
access_key_id = ini-id
access_key_secret = ini/secret+==

[sts]
type = sts
access_key_id = sts-id
access_key_secret = sts-secret
security_token = sts-token

[half]
access_key_id = half-id
`;

describe('credentials', () => {
  it.each([
    ['name = value', 'access_id = a\naccess_key = b\nendpoint = pai-dlc.cn-beijing.aliyuncs.com\n'],
    ['name=value with line ends of Windows', '[common]\r\naccess_id=a\r\naccess_key=b\r\n'],
    ['name: value', 'endpoint: x\naccess_key_id: a\naccess_key_secret: "b"\n'],
    ['JSON', JSON.stringify({ access_id: 'a', access_key: 'b', region: 'cn-beijing' }, null, 3)],
    ['JSON on one line', '{"region":"cn-beijing","AccessKeyId":"a","AccessKeySecret":"b"}'],
    ['a value that is commented out', '# access_id = x\n#access_key = y\naccess_id = a\naccess_key = b\n'],
  ])('are read from the file of the command line: %s', async (_, text) => {
    const home = await homeWith({ '.dlc/config': text });
    expect(await findCredentials({ HOME: home }, undefined)).toEqual(found('a', 'b'));
  });

  it('are read from another file of the command line where the config names one', async () => {
    const home = await homeWith({ 'mine/dlc.conf': 'access_id = a\naccess_key = b\nsts_token = c\n' });
    expect(await findCredentials({ HOME: home }, join(home, 'mine/dlc.conf'))).toEqual(found('a', 'b', 'c'));
  });

  it("are read from Alibaba Cloud's credentials file, of the profile that is named", async () => {
    const home = await homeWith({ '.alibabacloud/credentials': INI });
    const of = async (profile?: string) =>
      await findCredentials({ HOME: home, ALIBABA_CLOUD_PROFILE: profile }, undefined);
    expect(await of()).toEqual(found('ini-id', 'ini/secret+=='));
    expect(await of('sts')).toEqual(found('sts-id', 'sts-secret', 'sts-token'));
    expect(await of('half')).toBeUndefined();
    expect(await of('none')).toBeUndefined();
  });

  it('are read from a credentials file elsewhere', async () => {
    const home = await homeWith({ 'elsewhere.ini': INI });
    const environment = { HOME: home, ALIBABA_CLOUD_CREDENTIALS_FILE: join(home, 'elsewhere.ini') };
    expect(await findCredentials(environment, undefined)).toEqual(found('ini-id', 'ini/secret+=='));
  });

  it('of the environment come first, then those of the command line', async () => {
    const home = await homeWith({ '.dlc/config': 'access_id=a\naccess_key=b', '.alibabacloud/credentials': INI });
    const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'e', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'f' };
    expect(await findCredentials({ HOME: home, ...keys }, undefined)).toEqual(found('e', 'f'));
    expect(await findCredentials({ HOME: home, ...keys, ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' }, undefined)).toEqual(
      found('a', 'b'),
    );
  });

  it('that are half there, in a folder or no text at all are none', async () => {
    const home = await homeWith({ '.dlc/config/a-file': '', '.alibabacloud/credentials': '\0\u0001\uFFFD[default' });
    expect(await findCredentials({ HOME: home, ALIBABA_CLOUD_ACCESS_KEY_ID: 'e' }, undefined)).toBeUndefined();
  });

  it('are looked for anew each time, so whoever renews them need not tell', async () => {
    const home = await homeWith({ '.alibabacloud/credentials': INI });
    expect(await findCredentials({ HOME: home }, undefined)).toEqual(found('ini-id', 'ini/secret+=='));
    await writeFile(join(home, '.alibabacloud/credentials'), INI.replaceAll('ini', 'new'));
    expect(await findCredentials({ HOME: home }, undefined)).toEqual(found('new-id', 'new/secret+=='));
  });
});
