import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeJob } from '../src/describe.ts';
import { nodeJob } from './support/jobs.ts';

const job = nodeJob('/tmp', 'one', '', { command: ['oc-worker', 'a b'], env: { OC_RUN: '/tmp/r' } });

describe('the description of a job', () => {
  it('is its variables and its command, quoted where that is needed', () => {
    expect(describeJob(job, undefined)).toBe("OC_RUN=/tmp/r oc-worker 'a b'");
  });

  it('says how many GPUs it will get', () => {
    const two = { ...job, resources: { gpus: 2 } };
    expect(describeJob(two, undefined)).toBe("OC_RUN=/tmp/r CUDA_VISIBLE_DEVICES='<2 GPUs>' oc-worker 'a b'");
    const one = { ...job, resources: { gpus: 1 } };
    expect(describeJob(one, 'ROCR_VISIBLE_DEVICES')).toContain("ROCR_VISIBLE_DEVICES='<1 GPU>'");
  });

  it('hides the GPUs from a job without any, where their kind is known', () => {
    expect(describeJob(job, 'CUDA_VISIBLE_DEVICES')).toBe("OC_RUN=/tmp/r CUDA_VISIBLE_DEVICES='' oc-worker 'a b'");
  });

  it('is one line that gives a shell the same arguments', async () => {
    const program = 'process.stdout.write(JSON.stringify([...process.argv.slice(1), process.env.VALUE]))';
    const texts = fc.array(
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(texts, async (args) => {
        const odd = ["it's", 'two\nlines\t\\n', '$HOME `x` "y"', '\u0007\u001b9', ...args];
        const value = odd.join('');
        const line = describeJob(
          { ...job, command: [process.execPath, '-e', program, '--', ...odd], env: { VALUE: value } },
          undefined,
        );
        expect(line).not.toContain('\n');
        const { stdout } = await execa('bash', ['-c', line], { env: { LC_ALL: 'C.UTF-8' } });
        expect(JSON.parse(stdout)).toEqual([...odd, value]);
      }),
      { numRuns: 20 },
    );
  });
});
