import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmdList, parseRocmList } from '../../src/devices/amd.ts';

const AMD_SMI = `[
    {
        "gpu": 0,
        "bdf": "0000:0c:00.0",
        "uuid": "c4ff74a1-0000-1000-80c6-6b1f0e1d2a3b",
        "kfd_id": 45412,
        "node_id": 2,
        "partition_id": 0
    },
    {
        "gpu": 1,
        "bdf": "0000:22:00.0",
        "uuid": "9eff74a1-0000-1000-806a-1d2c3b4a5f60",
        "kfd_id": 21243,
        "node_id": 3,
        "partition_id": 0
    }
]
`;

const ROCM_SMI = `{"card0": {"Device Name": "AMD Instinct MI250X", "Device ID": "0x7408", "GUID": "58294"}, "card1": {"Device Name": "AMD Instinct MI250X", "Device ID": "0x7408", "GUID": "24351"}}\n`;

describe('the list of amd-smi', () => {
  it('is read as positions', () => {
    expect(parseAmdList(AMD_SMI)).toEqual(['0', '1']);
  });

  it.each(['', '[]', '{}', '[null, 1, {"gpu": "N/A"}]', '[{"gpu": 0', 'amd-smi: error'])('is empty for %j', (text) => {
    expect(parseAmdList(text)).toEqual([]);
  });
});

describe('the list of rocm-smi', () => {
  it('is read as positions', () => {
    expect(parseRocmList(ROCM_SMI)).toEqual(['0', '1']);
  });

  it('is found below warnings, and holds cards only', () => {
    const text = `WARNING: AMD GPU device(s) is/are in a low-power state.\n\n{"card2": {}, "system": {"Driver version": "6.2"}}`;
    expect(parseRocmList(text)).toEqual(['2']);
  });

  it.each(['', '{}', '[]', 'null', '{"card0":', 'No GPUs'])('is empty for %j', (text) => {
    expect(parseRocmList(text)).toEqual([]);
  });
});

it('Both take any text without falling over', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parseAmdList(text)).toBeInstanceOf(Array);
      expect(parseRocmList(text)).toBeInstanceOf(Array);
    }),
  );
});
