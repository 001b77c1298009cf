import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pathResolver } from '../src/index.ts';
import { folderWith } from './support.ts';

const data = { 'node_modules/@acme/data/package.json': { name: '@acme/data' } };

describe('pathResolver', () => {
  it('leaves absolute paths, reads file URLs and knows the home folder', () => {
    const resolve = pathResolver({ block: {}, from: '/configs/c.yaml' });
    expect(resolve('/data/x.jsonl')).toBe('/data/x.jsonl');
    expect(resolve('file:///data/x%20y.jsonl')).toBe('/data/x y.jsonl');
    expect(resolve('~/x.jsonl')).toBe(join(homedir(), 'x.jsonl'));
    expect(resolve('~user/x')).toBe('/configs/~user/x');
  });

  it('starts at the file that says the path', () => {
    const resolve = pathResolver(
      {
        block: { path: 'data.jsonl', more: { files: ['a.jsonl', '${env:FOLDER}/b.jsonl'] } },
        from: '/configs/c.yaml',
        origins: { more: '/base/base.yaml' },
      },
      { env: { FOLDER: 'sub' } },
    );
    expect(resolve('data.jsonl')).toBe('/configs/data.jsonl');
    expect(resolve('a.jsonl')).toBe('/base/a.jsonl');
    expect(resolve('sub/b.jsonl')).toBe('/base/sub/b.jsonl');
  });

  it('finds files of packages from the config, then from the other places', async () => {
    const folder = await folderWith(data);
    const other = await folderWith({ 'node_modules/more/package.json': { name: 'more' } });
    const resolve = pathResolver({ block: {}, from: join(folder, 'configs/c.yaml') }, { searchFrom: [other] });
    expect(resolve('npm:@acme/data/a/{split}.jsonl')).toBe(join(folder, 'node_modules/@acme/data/a/{split}.jsonl'));
    expect(resolve('npm:@acme/data')).toBe(join(folder, 'node_modules/@acme/data'));
    expect(resolve('npm:more/x')).toBe(join(other, 'node_modules/more/x'));
  });

  it('finds a package from inside itself', async () => {
    const folder = await folderWith({ 'package.json': { name: 'my-configs' } });
    const resolve = pathResolver({ block: {}, from: join(folder, 'datasets/x.yaml') });
    expect(resolve('npm:my-configs/data/x.jsonl')).toBe(join(folder, 'data/x.jsonl'));
  });

  it('says where it looked for a package', async () => {
    const folder = await folderWith({});
    const from = join(folder, 'c.yaml');
    expect(() => pathResolver({ block: {}, from }, { searchFrom: ['/elsewhere'] })('npm:gone/x')).toThrowError(
      expect.objectContaining({
        code: 'PATH_PACKAGE_NOT_FOUND',
        message: '"npm:gone/x": the npm package "gone" was not found',
        details: `Searched from:\n  ${from}\n  /elsewhere\nTo install it: npm i gone`,
      }),
    );
  });

  it.each(['npm:', 'npm:../x', 'npm:@acme', 'npm:@acme/data/../../x', 'npm:@acme/data/a/../../b', 'npm:.hidden/x'])(
    'refuses %s',
    async (path) => {
      const folder = await folderWith(data);
      const resolve = pathResolver({ block: {}, from: join(folder, 'c.yaml') });
      expect(() => resolve(path)).toThrowError(expect.objectContaining({ code: 'BAD_PACKAGE_PATH' }));
    },
  );
});
