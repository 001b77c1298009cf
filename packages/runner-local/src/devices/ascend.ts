import type { Family } from './devices.ts';

/** Ascend NPUs, by the logic ids that the runtime counts in. */
export const ascend: Family = {
  variable: 'ASCEND_RT_VISIBLE_DEVICES',
  program: 'npu-smi',
  list: async (ask) => parseNpuMap((await ask('npu-smi', ['info', '-m'])) ?? ''),
};

/**
 * Logic ids, the third column of `npu-smi info -m`, ascending. A chip that does not compute (the board's controller)
 * has none.
 */
export function parseNpuMap(text: string): readonly string[] {
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  const ids = rows.flatMap(([npu = '', , logic = '']) => (isInteger(npu) && isInteger(logic) ? [Number(logic)] : []));
  return [...new Set(ids)].toSorted((a, b) => a - b).map(String);
}

function isInteger(text: string): boolean {
  return /^\d+$/.test(text);
}
