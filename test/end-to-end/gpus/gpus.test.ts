import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(import.meta.resolve('oc-core/package.json')).replace('package.json', 'bin/oc-core.js');

/** What `nvidia-smi -L` prints on a machine with eight GPUs. */
const EIGHT_GPUS = Array.from(
  { length: 8 },
  (_, i) => `GPU ${i}: NVIDIA A100-SXM4-80GB (UUID: GPU-${String(i).repeat(8)}-aaaa-bbbb-cccc-dddddddddddd)`,
).join('\n');

/** A model that notes when it lives and on which GPUs, and answers only once `together` of its kind live at a time. */
const MODEL = `
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
export default {
  kind: 'model', apiVersion: 1, name: 'gpu-probe', summary: 'Notes its GPUs.', location: 'process',
  optionsSchema: { type: 'object', additionalProperties: false, properties: { log: { type: 'string' }, together: { type: 'integer' } } },
  async create({ log, together }) {
    appendFileSync(log, 'start ' + process.env.CUDA_VISIBLE_DEVICES + '\\n');
    const starts = () => readFileSync(log, 'utf8').split('\\n').filter((line) => line.startsWith('start')).length;
    while (starts() < together) await sleep(20);
    return {
      async *generate(requests) { await sleep(50); for (const { index } of requests) yield { index, text: 'x' }; },
      async close() { appendFileSync(log, 'end ' + process.env.CUDA_VISIBLE_DEVICES + '\\n'); },
    };
  },
};
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oc-gpus-'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'nvidia-smi'), `#!/bin/sh\ncat <<'END'\n${EIGHT_GPUS}\nEND\n`);
  await chmod(join(folder, 'bin', 'nvidia-smi'), 0o755);
  await writeFile(join(folder, 'model.mjs'), MODEL);
  await writeFile(
    join(folder, 'data.jsonl'),
    Array.from({ length: 40 }, (_, i) => `{"q": "${i}", "a": "x"}\n`).join(''),
  );
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('GPUs of this machine', () => {
  it('runs two workers at once where a model wants four of eight GPUs, on different ones', async () => {
    const { exitCode } = await runCli({ numGpus: 4, together: 2 });
    expect(exitCode).toBe(0);
    const log = await readLog();
    expect(mostAtOnce(log)).toBe(2);
    const [first, second] = log.filter((line) => line.startsWith('start'));
    expect([first, second].flatMap((line) => line?.split(' ')[1]?.split(',')).sort()).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
    ]);
  });

  it('runs one worker where max_num_workers is 1', async () => {
    const { exitCode } = await runCli({ numGpus: 4, together: 1, flags: ['--max-num-workers', '1'] });
    expect(exitCode).toBe(0);
    expect(mostAtOnce(await readLog())).toBe(1);
  });

  it('refuses before the start what can never get its GPUs', async () => {
    const { exitCode, stderr } = await runCli({ numGpus: 9, together: 1 });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('GPUS_UNAVAILABLE: probe wants 9 GPUs, and there are 8');
    await expect(readLog()).rejects.toThrow('ENOENT');
  });

  it('takes GPUs out of CUDA_VISIBLE_DEVICES without renumbering them', async () => {
    const { exitCode } = await runCli({ numGpus: 1, together: 2, env: { CUDA_VISIBLE_DEVICES: '5,GPU-77777777' } });
    expect(exitCode).toBe(0);
    const starts = (await readLog()).filter((line) => line.startsWith('start'));
    expect(new Set(starts)).toEqual(new Set(['start 5', 'start GPU-77777777']));
  });
});

interface Request {
  readonly numGpus: number;
  readonly together: number;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function runCli({
  numGpus,
  together,
  flags = [],
  env = {},
}: Request): Promise<{ exitCode?: number | undefined; stderr: string }> {
  await writeFile(
    join(folder, 'config.yaml'),
    `models: [{abbr: probe, type: ./model.mjs, log: ${join(folder, 'log')}, together: ${together}, num_gpus: ${numGpus}}]
datasets:
  - abbr: data
    type: jsonl
    path: data.jsonl
    reader_cfg: {input_columns: [q], output_column: a}
    infer_cfg: {prompt_template: {template: "{q}"}, inferencer: {type: gen}}
    eval_cfg: {evaluator: accuracy}
infer: {partitioner: {type: num-worker, num_split: 4, min_task_size: 10, strategy: split}}
`,
  );
  const { CUDA_VISIBLE_DEVICES: _, ...inherited } = process.env;
  return await execa(process.execPath, [CLI, 'config.yaml', ...flags], {
    cwd: folder,
    reject: false,
    extendEnv: false,
    env: {
      ...inherited,
      ...env,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
      OC_CACHE_DIR: join(folder, 'cache'),
    },
  });
}

async function readLog(): Promise<string[]> {
  return (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n');
}

function mostAtOnce(log: readonly string[]): number {
  let now = 0;
  return Math.max(...log.map((line) => (now += line.startsWith('start') ? 1 : -1)));
}
