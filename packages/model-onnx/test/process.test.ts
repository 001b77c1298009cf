import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { TINY } from './support/tiny.ts';

const PACKAGE = join(import.meta.dirname, '..');

/** Runs what the package was built to in a process of its own: makes a model, then runs `body`. */
async function runScript(dist: string, body: string) {
  const script = `
    import plugin from ${JSON.stringify(pathToFileURL(join(dist, 'index.js')).href)};
    const { signal } = new AbortController();
    const options = { path: ${JSON.stringify(join(TINY, 'tiny-s'))}, dtype: 'fp32', revision: 'main', mode: 'none', stop_words: [] };
    const model = await plugin.create(options, { signal, cpus: 2, resolvePath: (path) => path });
    ${body}`;
  return await execa('node', ['--input-type=module', '--eval', script], { reject: false });
}

it('writes nothing to the console, even where the model fails, and lets the process end', async () => {
  const { stdout, stderr, exitCode } = await runScript(
    join(PACKAGE, 'dist'),
    `for await (const _ of model.generate([{ index: 0, prompt: 'Q: 1+1=?', maxOutLen: 4 }], { signal }));
     for await (const _ of model.score([{ index: 0, context: 'a', continuation: 'b' }], { signal }));
     await model.close();
     try { for await (const _ of model.generate([{ index: 0, prompt: 'x' }], { signal })); } catch (error) { process.exitCode = error.code === 'MODEL_RUN_FAILED' ? 7 : 8; }`,
  );
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: '', exitCode: 7 });
});

it('lets a process end that does not close its model', async () => {
  const { stderr, exitCode } = await runScript(join(PACKAGE, 'dist'), 'process.exitCode = 5;');
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 5 });
});

it('names the platform and the cause where ONNX Runtime cannot be imported', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onnx-missing-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(PACKAGE, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(PACKAGE, 'package.json'), join(folder, 'package.json'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(join(PACKAGE, '../sdk'), join(folder, 'node_modules/oc-sdk'), 'dir');
  const { stderr, exitCode } = await runScript(join(folder, 'dist'), '');
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`ONNX Runtime cannot be loaded on ${process.platform}-${process.arch}: Cannot find package`);
  expect(stderr).toMatch(/code: 'ONNX_RUNTIME_UNUSABLE'[\s\S]*fatal: true/);
});
