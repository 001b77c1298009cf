import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { TINY, tinyModel, tinyModelForTest } from './support/tiny.ts';

/** A copy of tiny-s to damage. */
async function copyOfTiny(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onnx-model-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(TINY, 'tiny-s'), folder, { recursive: true });
  return folder;
}

const load = (path: string, options = {}) => tinyModel({ path, ...options }, { resolvePath: (text) => text });

it('resolves the path as core says', async () => {
  const asked: string[] = [];
  const resolvePath = (path: string) => {
    asked.push(path);
    return join(TINY, 'tiny-s');
  };
  await tinyModelForTest({ path: 'npm:oc-tiny-models/tiny-s' }, { resolvePath });
  expect(asked).toEqual(['npm:oc-tiny-models/tiny-s']);
});

it('names the folder that is not there', async () => {
  await expect(load('/no/such/folder')).rejects.toMatchObject({
    code: 'MODEL_FOLDER_NOT_FOUND',
    message: 'There is no model folder "/no/such/folder".',
    fatal: true,
  });
});

it('names a file where a folder should be', async () => {
  const file = join(await copyOfTiny(), 'config.json');
  await expect(load(file)).rejects.toMatchObject({ code: 'MODEL_FOLDER_NOT_FOUND', fatal: true });
});

it('names every file that is missing, and the weights that are there', async () => {
  const folder = await copyOfTiny();
  await rm(join(folder, 'tokenizer.json'));
  await expect(load(folder, { dtype: 'q4' })).rejects.toMatchObject({
    code: 'MODEL_FILES_MISSING',
    message: `The model folder "${folder}" lacks tokenizer.json, onnx/model_q4.onnx.`,
    details: expect.stringContaining('Weights found: onnx/model.onnx.'),
    fatal: true,
  });
});

it('takes the weights that dtype names', async () => {
  const folder = await copyOfTiny();
  await cp(join(folder, 'onnx/model.onnx'), join(folder, 'onnx/model_quantized.onnx'));
  await rm(join(folder, 'onnx/model.onnx'));
  const model = await load(folder, { dtype: 'q8' });
  await model.close();
});

it.each([
  ['config.json', '{'],
  ['tokenizer.json', '[]'],
  ['onnx/model.onnx', 'version https://git-lfs.github.com/spec/v1'],
])('says so where %s is damaged', async (file, content) => {
  const folder = await copyOfTiny();
  await writeFile(join(folder, file), content);
  await expect(load(folder)).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED', fatal: true });
});

it('says that there are no weights at all', async () => {
  const folder = await copyOfTiny();
  await rm(join(folder, 'onnx'), { recursive: true });
  await mkdir(join(folder, 'onnx'));
  await expect(load(folder)).rejects.toMatchObject({
    code: 'MODEL_FILES_MISSING',
    details: expect.stringContaining('No weights were found under onnx/'),
  });
});
