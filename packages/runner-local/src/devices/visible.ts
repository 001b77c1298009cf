import type { Devices } from './devices.ts';

/** Variables that confine this process to some devices. The first that is set decides. */
const VARIABLES = [
  'CUDA_VISIBLE_DEVICES',
  'ROCR_VISIBLE_DEVICES',
  'HIP_VISIBLE_DEVICES',
  'ASCEND_RT_VISIBLE_DEVICES',
] as const;

/** The devices that this process was given, if it was: jobs share those and no others. Runs no program. */
export function visibleDevices(environment: NodeJS.ProcessEnv): Devices | undefined {
  for (const variable of VARIABLES) {
    const value = environment[variable];
    if (value === undefined) continue;
    const ids = parseVisibleDevices(value);
    return { variable, ids: variable.startsWith('ASCEND') ? ascending(ids) : ids, origin: `${variable}='${value}'` };
  }
  return undefined;
}

/**
 * Reads a list as CUDA does: positions, UUIDs (or the start of one) and MIG instances, up to the first entry that is
 * none of them. Empty means none; an entry said twice counts once.
 */
export function parseVisibleDevices(value: string): readonly string[] {
  const entries = value.split(',').map((entry) => entry.trim());
  const end = entries.findIndex((entry) => !/^(\d+|GPU-[\w-]+|MIG-[\w/-]+)$/.test(entry));
  return [...new Set(end === -1 ? entries : entries.slice(0, end))];
}

/** Ascend's runtime takes its list in this order only. */
function ascending(ids: readonly string[]): readonly string[] {
  return ids.toSorted((a, b) => Number(a) - Number(b));
}
