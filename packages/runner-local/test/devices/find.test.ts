import { recordingLogger } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import { findDevices } from '../../src/devices/find.ts';
import { answer, h100s, type Tools, toolEnvironment } from '../support/tools.ts';

async function find(tools: Tools, timeoutMs?: number) {
  const { logger, messages } = recordingLogger();
  return { devices: await findDevices(await toolEnvironment(tools), logger, timeoutMs), messages };
}

describe('the search for devices', () => {
  it('takes those of nvidia-smi, in the order of the PCI bus', async () => {
    const { devices } = await find({ 'nvidia-smi': answer(h100s(2)) });
    expect(devices).toEqual({
      ids: ['0', '1'],
      variable: 'CUDA_VISIBLE_DEVICES',
      alongside: { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' },
      origin: 'nvidia-smi',
    });
  });

  it.each([
    ['amd-smi', '[{"gpu": 0}, {"gpu": 1}]', 'ROCR_VISIBLE_DEVICES'],
    ['rocm-smi', '{"card0": {}, "card1": {}}', 'ROCR_VISIBLE_DEVICES'],
    ['npu-smi', 'NPU ID  Chip ID  Chip Logic ID  Chip Name\n0 0 0 x\n1 0 1 x\n', 'ASCEND_RT_VISIBLE_DEVICES'],
  ])('takes those of %s', async (tool, text, variable) => {
    const { devices } = await find({ [tool]: answer(text) });
    expect(devices).toEqual({ ids: ['0', '1'], variable, origin: tool });
  });

  it('finds nothing and says nothing where no tool is installed', async () => {
    const { devices, messages } = await find({});
    expect(devices).toMatchObject({ ids: [] });
    expect(devices.variable).toBeUndefined();
    expect(messages).toEqual([]);
  });

  it('warns with the words of a tool that fails', async () => {
    const { devices, messages } = await find({ 'nvidia-smi': answer('No devices were found\n', 6) });
    expect(devices).toMatchObject({ ids: [], origin: 'nvidia-smi failed: No devices were found' });
    expect(messages).toEqual(['nvidia-smi failed: No devices were found; going on without GPUs']);
  });

  it('goes on to the next kind where a tool fails', async () => {
    const { devices } = await find({ 'nvidia-smi': answer('', 9), 'amd-smi': answer('[{"gpu": 3}]') });
    expect(devices).toMatchObject({ ids: ['3'], origin: 'amd-smi' });
  });

  it('gives up on a tool that hangs', async () => {
    const hangs = `process.on('SIGTERM', () => {}); setTimeout(() => {}, 30_000);`;
    const { devices } = await find({ 'nvidia-smi': hangs }, 300);
    expect(devices.origin).toBe('nvidia-smi gave no answer within 0.3 s');
  });
});
