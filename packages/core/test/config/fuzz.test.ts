import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { createPluginHost } from 'oc-plugin-host';
import { isOcError } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dumpConfig, loadConfig } from '../../src/config/index.ts';
import { project } from './support.ts';

const whole = parse(`
models: [{abbr: m, type: echo, run_cfg: {num_gpus: 1}, pred_postprocessor: [general]}]
datasets:
  - abbr: d
    type: jsonl
    reader_cfg: {input_columns: [a], test_range: "[:2]"}
    infer_cfg:
      ice_template: "{a}"
      prompt_template: {template: {A: "</E>x", B: [{role: HUMAN, prompt: "</E>"}, {role: HUMAN, prompt: y}]}}
      retriever: {type: fix_k, fix_id_list: [1]}
      inferencer: {type: ppl, labels: [A]}
    eval_cfg: {evaluator: accuracy, dataset_postprocessor: general}
infer: {partitioner: {type: size}, runner: {type: local, task: infer}}
summarizer: {type: standard, summary_groups: [{name: g}]}
model_dataset_combinations: [{models: [m], datasets: [d]}]
extends: []
config_dirs: []
`) as object;

describe('any config at all', () => {
  it('is a config or a coded error, and never anything else', async () => {
    const folder = await project({});
    const host = createPluginHost({ searchFrom: [] });
    const file = join(folder, 'config.json');
    await writeFile(file, JSON.stringify(whole));
    await loadConfig({ file, cwd: folder, env: {}, host, mode: 'all' });
    const strange = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('m', './x', 'npm:x/y', '${env:GONE}', '../..'),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), strange, async (place, value) => {
        await writeFile(file, JSON.stringify(replaced(whole, place, value)));
        const loaded = await loadConfig({ file, cwd: folder, env: {}, host, mode: 'all' }).catch(
          (error: unknown) => error,
        );
        if (isOcError(loaded)) expect(loaded.details).toMatch(/\S/);
        else expect(() => dumpConfig(loaded as never)).not.toThrow();
        expect(loaded).toSatisfy((result) => isOcError(result) || !(result instanceof Error));
      }),
      { numRuns: 150 },
    );
  });
});

/** The value with one of its parts, counted from the outside, replaced. */
function replaced(value: unknown, place: number, by: unknown): unknown {
  const parts = countParts(value);
  let index = 0;
  const visit = (part: unknown): unknown => {
    if (index++ === place % parts) return by;
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(value);
}

function countParts(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + countParts(inner), 1);
}
