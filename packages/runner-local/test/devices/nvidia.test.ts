import { describe, expect, it } from 'vitest';
import { parseNvidiaList } from '../../src/devices/nvidia.ts';
import { h100s } from '../support/tools.ts';

const MIG = `GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-6d5d5a10-2b71-9b1c-9f8e-8f0b3d6a4c21)
  MIG 1g.10gb     Device  0: (UUID: MIG-3d0a3f0c-57b5-5d3e-8d1e-0c6a5c8b1f42)
  MIG 3g.40gb     Device  1: (UUID: MIG-b1f6d1f8-41c2-56a9-bb2f-4fd1a4f63d55)
GPU 1: NVIDIA A100-SXM4-80GB (UUID: GPU-c2f1f6b4-90f3-4f1e-7d0a-2e5b8f9a1c33)
`;

describe('the list of nvidia-smi', () => {
  it('is read as positions', () => {
    expect(parseNvidiaList(h100s(8))).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('keeps positions that are not in a row', () => {
    const [, one, , three] = h100s(4).split('\n');
    expect(parseNvidiaList(`${one}\n${three}\n`)).toEqual(['1', '3']);
  });

  it('puts MIG instances in the place of their GPU, all named by UUID', () => {
    expect(parseNvidiaList(MIG)).toEqual([
      'MIG-3d0a3f0c-57b5-5d3e-8d1e-0c6a5c8b1f42',
      'MIG-b1f6d1f8-41c2-56a9-bb2f-4fd1a4f63d55',
      'GPU-c2f1f6b4-90f3-4f1e-7d0a-2e5b8f9a1c33',
    ]);
  });

  it('knows the older names of MIG instances', () => {
    const text = `GPU 0: A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)
  MIG 1g.5gb Device 0: (UUID: MIG-GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77/1/0)`;
    expect(parseNvidiaList(text)).toEqual(['MIG-GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77/1/0']);
  });

  it.each(['', 'No devices found.\n', 'NVIDIA-SMI has failed', '  MIG 1g.5gb Device 0: (UUID: MIG-1/2)', 'GPU 0: x'])(
    'is empty for %j',
    (text) => {
      expect(parseNvidiaList(text)).toEqual([]);
    },
  );
});
