import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with what was built of this package and nothing that is installed but oc-sdk; it goes away with the test. */
export async function packageAlone(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oc-evaluators-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(import.meta.dirname, '../dist'), join(folder, 'dist'), { recursive: true });
  await mkdir(join(folder, 'node_modules'));
  const sdk = dirname(createRequire(import.meta.url).resolve('oc-sdk/package.json'));
  await symlink(sdk, join(folder, 'node_modules/oc-sdk'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  return folder;
}
