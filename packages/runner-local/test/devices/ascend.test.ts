import { describe, expect, it } from 'vitest';
import { parseNpuMap } from '../../src/devices/ascend.ts';

const ONE_CHIP_EACH = `\tNPU ID                         Chip ID                        Chip Logic ID                  Chip Name                     
\t0                              0                              0                              Ascend 910B3
\t0                              1                              -                              Mcu                           
\t1                              0                              1                              Ascend 910B3
\t1                              1                              -                              Mcu                           
`;

const TWO_CHIPS_EACH = `NPU ID  Chip ID  Chip Logic ID  Chip Phy-ID  Chip Name
2  0  2  2  Ascend910
2  1  3  3  Ascend910
2  2  -  -  Mcu
0  0  0  0  Ascend910
0  1  1  1  Ascend910
`;

describe('the map of npu-smi', () => {
  it('is read as logic ids, without the controller of each board', () => {
    expect(parseNpuMap(ONE_CHIP_EACH)).toEqual(['0', '1']);
  });

  it('counts chips, not boards, in ascending order', () => {
    expect(parseNpuMap(TWO_CHIPS_EACH)).toEqual(['0', '1', '2', '3']);
  });

  it.each(['', 'dcmi model initialized failed', '0 0', 'a b c d', '0 0 N/A 910B'])('is empty for %j', (text) => {
    expect(parseNpuMap(text)).toEqual([]);
  });
});
