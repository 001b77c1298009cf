import { describe, expect, it } from 'vitest';
import { load, model, problemsOf, project } from './support.ts';

const block =
  '{abbr: "mmlu_${each}", type: jsonl, path: "${each}.jsonl", infer_cfg: {prompt_template: "{q} on ${each}", inferencer: gen}, eval_cfg: {evaluator: accuracy}}';
const withFile = (file: string) =>
  project({ 'config.yaml': `models: [${model}]\ndatasets: [many]\n`, 'datasets/many.yaml': file });

describe('for_each', () => {
  it('writes a block out once for every entry', async () => {
    const loaded = await load(await withFile(`for_each: [law, art]\ndatasets: [${block}]\n`));
    expect(loaded.datasets.map(({ abbr }) => abbr)).toEqual(['mmlu_law', 'mmlu_art']);
    expect(loaded.datasets[1]?.spec.block.path).toBe('art.jsonl');
  });

  it('takes maps, whose values may be lists', async () => {
    const file = `for_each:
  - {name: a, stop: [x, y], size: 3}
datasets:
  - abbr: d_\${each:name}
    type: jsonl
    path: d.jsonl
    infer_cfg:
      prompt_template: "{q}"
      inferencer: {type: gen, stopping_criteria: "\${each:stop}", max_out_len: "\${each:size}"}
    eval_cfg: {evaluator: accuracy}
`;
    const [dataset] = (await load(await withFile(file))).datasets;
    expect(dataset?.infer.inferencer).toMatchObject({ stop: ['x', 'y'], maxOutLen: 3 });
  });

  it.each([
    ['for_each: law', 'for_each must be a list of texts or maps with at least one entry'],
    ['for_each: []', 'for_each must be a list of texts or maps with at least one entry'],
    ['for_each: [{name: law}]', '${each} stands for nothing: the entries of for_each must be texts'],
  ])('%s is a problem', async (line, problem) => {
    expect((await problemsOf(await withFile(`${line}\ndatasets: [${block}]\n`))).join('\n')).toContain(problem);
  });

  it('says which key an entry lacks', async () => {
    const file = `for_each: [{name: law}]\ndatasets: [${block.replaceAll('${each}', '${each:title}')}]\n`;
    expect((await problemsOf(await withFile(file)))[0]).toContain('the entries of for_each must have title');
  });
});
