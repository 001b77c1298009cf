import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { completeOptions, createPlugin, evaluatorContract, pluginContract, sampleOf } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import bleu from '../src/bleu/index.ts';
import bleuFlores from '../src/bleu-flores/index.ts';
import { bleuCases, expectBleu } from './bleu-cases.ts';
import { packageAlone } from './package-alone.ts';

const tokenizer_model = join(import.meta.dirname, 'fixtures/sacrebleu-pieces.model');
const cases = bleuCases('sacrebleu-pieces.json');

describe('BLEU by a SentencePiece model', () => {
  it('agrees with sacreBLEU on every frozen case, under either name', async () => {
    for (const [i, expected] of cases.entries())
      await expectBleu(i % 2 === 0 ? bleu : bleuFlores, expected, { tokenizer_model });
    expect(new Set(cases.map(({ options }) => options.tokenize))).toEqual(new Set(['flores200', 'flores101', 'spm']));
    expect(cases.filter(({ score }) => score > 0 && score < 99).length).toBeGreaterThan(30);
  });
});

describe.each([bleu, bleuFlores])('$name by a SentencePiece model', (plugin) => {
  it('says what is wrong with the file', async () => {
    const making = (file: string) => createPlugin(plugin, { tokenize: 'spm', tokenizer_model: file });
    await expect(making('/nowhere/spm.model')).rejects.toMatchObject({
      code: 'TOKENIZER_MODEL_UNREADABLE',
      message: 'tokenizer_model cannot be read: /nowhere/spm.model (ENOENT)',
    });
    await expect(making(import.meta.filename)).rejects.toMatchObject({
      code: 'TOKENIZER_MODEL_INVALID',
      message: `tokenizer_model is no SentencePiece model: ${import.meta.filename}`,
    });
  });

  it('is refused without a file, before anything runs', () => {
    expect(() => completeOptions(plugin, { tokenize: 'spm' })).toThrow('tokenizer_model');
  });
});

describe('bleu-flores', () => {
  const create = () => createPlugin(bleuFlores, { tokenizer_model });
  for (const { name, run } of pluginContract(bleuFlores)) it(name, run);
  const samples = [sampleOf(0, 'a cat', 'a cat'), sampleOf(1, '模型\ud800', ['模型', 'Ω'])];
  for (const { name, run } of evaluatorContract({ create, samples })) it(name, run);
});

describe('without @agnai/sentencepiece-js', () => {
  it('says what to install', async () => {
    const script = `
      const { default: plugin } = await import('./dist/bleu-flores/index.js');
      const options = { tokenize: 'flores200', tokenizer_model: ${JSON.stringify(tokenizer_model)} };
      await plugin.create(options, { resolvePath: (path) => path })
        .catch(({ code, details }) => console.log(code, details));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: await packageAlone(),
    });
    expect(stdout).toBe('SENTENCEPIECE_MISSING Install it beside oc-core: npm install @agnai/sentencepiece-js@1.1.1\n');
  });
});
