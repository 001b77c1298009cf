import type { Ask, Family } from './devices.ts';

/** ROCR_VISIBLE_DEVICES works below HIP; setting both would filter twice. */
const variable = 'ROCR_VISIBLE_DEVICES';

/** `amd-smi`, of ROCm 6 and later. */
export const amd: Family = {
  variable,
  program: 'amd-smi',
  list: async (ask) => parseAmdList((await ask('amd-smi', ['list', '--json'])) ?? ''),
};

/** `rocm-smi`, of older systems. */
export const rocm: Family = {
  variable,
  program: 'rocm-smi',
  list: async (ask: Ask) => parseRocmList((await ask('rocm-smi', ['--showid', '--json'])) ?? ''),
};

/** Positions in `amd-smi list --json`: `[{"gpu": 0, …}, …]`. */
export function parseAmdList(text: string): readonly string[] {
  const list = parseJson(text, '[');
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    const gpu = entry !== null && typeof entry === 'object' && 'gpu' in entry ? entry.gpu : undefined;
    return Number.isInteger(gpu) ? [String(gpu)] : [];
  });
}

/** Positions in `rocm-smi --showid --json`: `{"card0": {…}, "system": {…}}`. */
export function parseRocmList(text: string): readonly string[] {
  const cards = parseJson(text, '{');
  if (cards === null || typeof cards !== 'object') return [];
  return Object.keys(cards).flatMap((key) => /^card(\d+)$/.exec(key)?.[1] ?? []);
}

/** Both programs may print warnings before what was asked for. */
function parseJson(text: string, opening: string): unknown {
  const start = text.search(opening === '[' ? /^\[/m : /^\{/m);
  try {
    return start === -1 ? undefined : JSON.parse(text.slice(start));
  } catch {
    return undefined;
  }
}
