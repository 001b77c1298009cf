import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/watch/parse-status.ts';

const WIDTHS = [40, 40, 24, 16, 80, 240];

/** A line as squeue pads it: a field that is too long is cut. */
function line(...fields: string[]): string {
  return fields.map((field, n) => field.slice(0, WIDTHS[n]).padEnd(WIDTHS[n] ?? 0)).join('');
}

describe("squeue's answer", () => {
  it('is read by columns: elements of arrays and single jobs, empty fields, free text', () => {
    const text = [
      line('21_3', 'oc-ab-1', 'FAILED', '768', 'node1', 'NonZeroExitCode'),
      line('22', 'oc-ab-2', 'PENDING', '0', '', 'Nodes required for job are DOWN, DRAINED or reserved'),
    ].join('\n');
    expect(parseStatus(text)).toEqual([
      {
        ...{ key: 'oc-ab-1.3', arrayId: '21', jobId: '21_3', state: 'FAILED' },
        ...{ waitStatus: 768, node: 'node1', reason: 'NonZeroExitCode' },
      },
      {
        ...{ key: 'oc-ab-2.0', arrayId: '22', jobId: '22', state: 'PENDING' },
        ...{ waitStatus: 0, node: '', reason: 'Nodes required for job are DOWN, DRAINED or reserved' },
      },
    ]);
  });

  it('is empty where nothing can be read, whatever it is', () => {
    expect(parseStatus('')).toEqual([]);
    expect(parseStatus('slurm_load_jobs error: Socket timed out\n')).toEqual([]);
    expect(parseStatus(line('1_[1-399:2%7]', 'oc-ab-1', 'PENDING', '0', '', 'Priority'))).toEqual([]);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(parseStatus(text))));
  });
});
