import type { Family } from './devices.ts';

/**
 * `nvidia-smi -L` is the one listing that every driver knows and that shows MIG instances. Its positions are those of
 * the PCI bus, while CUDA counts the fastest first unless CUDA_DEVICE_ORDER says otherwise.
 */
export const nvidia: Family = {
  variable: 'CUDA_VISIBLE_DEVICES',
  alongside: { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' },
  program: 'nvidia-smi',
  list: async (ask) => parseNvidiaList((await ask('nvidia-smi', ['-L'])) ?? ''),
};

interface Gpu {
  readonly index: string;
  readonly uuid: string;
  readonly instances: string[];
}

/**
 * Devices of `nvidia-smi -L`: positions, which every program understands. Where MIG is on, a GPU's instances stand in
 * for it, and all devices are named by UUID, since positions cannot name instances.
 */
export function parseNvidiaList(text: string): readonly string[] {
  const gpus = readGpus(text);
  if (gpus.every(({ instances }) => instances.length === 0)) return gpus.map(({ index }) => index);
  return gpus.flatMap(({ uuid, instances }) => (instances.length > 0 ? instances : [uuid]));
}

function readGpus(text: string): readonly Gpu[] {
  const gpus: Gpu[] = [];
  for (const line of text.split('\n')) {
    const [, index, uuid] = /^GPU (\d+): .*\(UUID: (GPU-[^)]+)\)/.exec(line) ?? [];
    if (index !== undefined && uuid !== undefined) gpus.push({ index, uuid, instances: [] });
    const [, instance] = /^\s+MIG .*\(UUID: (MIG-[^)]+)\)/.exec(line) ?? [];
    if (instance !== undefined) gpus.at(-1)?.instances.push(instance);
  }
  return gpus;
}
