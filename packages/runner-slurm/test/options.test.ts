import { createPlugin, pluginContract } from 'oc-conformance';
import { isOcError } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import slurm from '../src/index.ts';
import { parseMemory, parseTimeLimit } from '../src/options.ts';

describe('the contract of a plugin', () => {
  for (const { name, run } of pluginContract(slurm)) it(name, run);
});

describe('a time limit', () => {
  it.each([
    [90, 90],
    ['90', 90],
    ['90:00', 90],
    ['0:30', 1],
    ['1:30:00', 90],
    ['1-0', 1440],
    ['1-12:00:00', 2160],
    ['2-01:30', 2970],
  ])('of %s is %i minutes', (value, minutes) => {
    expect(parseTimeLimit(value)).toBe(minutes);
  });

  it.each(['', 'soon', '1h', '0', '-5', '1:2:3:4', '5\n'.repeat(2)])('of %j is none', (value) => {
    expect(() => parseTimeLimit(value)).toThrow('is no time limit');
  });
});

describe('an amount of memory', () => {
  it.each([
    [1000, 1000],
    ['64G', 65_536],
    ['1t', 1_048_576],
    ['512M', 512],
    ['1K', 1],
  ])('of %s is %i MiB', (value, mib) => {
    expect(parseMemory(value)).toBe(mib);
  });

  it.each(['', '0', 'lots', '64 GB', '-1'])('of %j is none', (value) => {
    expect(() => parseMemory(value)).toThrow('is no amount of memory');
  });
});

describe('the options', () => {
  async function codeOf(options: Record<string, unknown>): Promise<string | undefined> {
    const context = { runDirectory: '/nowhere' };
    const error: unknown = await createPlugin(slurm, options, context).catch((reason: unknown) => reason);
    return isOcError(error) ? error.code : undefined;
  }

  it('take extra arguments under both names, but not both', async () => {
    expect(await codeOf({ extra_args: ['--constraint=a100', '-w', 'node1'] })).toBeUndefined();
    expect(await codeOf({ extra_command: ['--exclusive'] })).toBeUndefined();
    expect(await codeOf({ extra_args: [], extra_command: [] })).toBe('SLURM_ARGUMENTS_TWICE');
  });

  it.each([['--array=1-9'], ['-a1-9'], ['--wrap=true'], ['-J', 'x'], ['script.sh'], ['--comment=a\nb'], ['--']])(
    'refuse %j among the extra arguments',
    async (...extra_args) => {
      expect(await codeOf({ extra_args })).toBe('SLURM_ARGUMENT');
    },
  );

  it('refuse times and amounts that are none', async () => {
    expect(await codeOf({ time_limit: 'long' })).toBe('SLURM_TIME_LIMIT');
    expect(await codeOf({ mem: 'much' })).toBe('SLURM_MEMORY');
  });
});
