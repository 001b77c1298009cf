import { chmod, readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import type { Project } from './temp-project.ts';

/**
 * A model that notes when it lives and on which GPUs. It answers only once `together` of all that share its log have
 * started, and takes `ms` a sample.
 */
const PROBE = `
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
export default {
  kind: 'model', apiVersion: 1, name: 'gpu-probe', summary: 'Notes its GPUs.', location: 'process',
  optionsSchema: {
    type: 'object', additionalProperties: false,
    properties: { name: { type: 'string' }, log: { type: 'string' }, together: { type: 'integer' }, ms: { type: 'number' } },
  },
  async create({ name, log, together = 1, ms = 0 }) {
    const note = (what) => appendFileSync(log, [what, name, process.env.CUDA_VISIBLE_DEVICES].join(' ') + '\\n');
    const starts = () => readFileSync(log, 'utf8').split('\\n').filter((line) => line.startsWith('start')).length;
    note('start');
    while (starts() < together) await sleep(20);
    return {
      concurrency: 1,
      async *generate(requests) {
        for (const { index } of requests) { await sleep(ms); yield { index, text: 'x' }; }
      },
      async close() { note('end'); },
    };
  },
};
`;

export interface Life {
  readonly what: 'start' | 'end';
  readonly name: string;
  readonly gpus: readonly string[];
}

/** Makes the machine of a project one with so many GPUs, and gives the environment in which it is. */
export async function gpuMachine(project: Project, gpus: number): Promise<NodeJS.ProcessEnv> {
  const lines = Array.from(
    { length: gpus },
    (_, i) => `GPU ${i}: NVIDIA A100-SXM4-80GB (UUID: GPU-${String(i).repeat(8)}-aaaa-bbbb-cccc-dddddddddddd)`,
  );
  await project.write('bin/nvidia-smi', `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\n`);
  await chmod(project.path('bin', 'nvidia-smi'), 0o755);
  await project.write('probe.mjs', PROBE);
  return { PATH: `${project.path('bin')}${delimiter}${process.env.PATH}`, CUDA_VISIBLE_DEVICES: undefined };
}

export function probeBlock(project: Project, abbr: string, options: Readonly<Record<string, unknown>>): object {
  return { abbr, type: './probe.mjs', name: abbr, log: project.path('log'), ...options };
}

/** Starts and ends of the models, in their order. */
export async function lives(project: Project): Promise<Life[]> {
  const lines = (await readFile(project.path('log'), 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [what, name = '', gpus = ''] = line.split(' ');
    return { what: what as Life['what'], name, gpus: gpus.split(',') };
  });
}

/** GPUs that were held at each start and end. @throws when two hold the same one */
export function heldOverTime(log: readonly Life[]): string[][] {
  const held = new Set<string>();
  return log.map(({ what, name, gpus }) => {
    for (const gpu of gpus) {
      if (what === 'start' && held.has(gpu)) throw new Error(`${name} got GPU ${gpu}, which another holds`);
      if (what === 'start') held.add(gpu);
      else held.delete(gpu);
    }
    return [...held].sort();
  });
}
