import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseVisibleDevices, visibleDevices } from '../../src/devices/visible.ts';

describe('a list of visible devices', () => {
  it.each([
    ['0,1,2', ['0', '1', '2']],
    ['7,3', ['7', '3']],
    [' 4 , 5 ', ['4', '5']],
    ['', []],
    ['-1', []],
    ['0,2,-1,1', ['0', '2']],
    ['0,,1', ['0']],
    ['NoDevFiles', []],
    ['all', []],
    ['1,1,2', ['1', '2']],
    ['GPU-8932f937-d72c-4106-c12f-20bd9faed9f6', ['GPU-8932f937-d72c-4106-c12f-20bd9faed9f6']],
    ['GPU-8932f937,GPU-1', ['GPU-8932f937', 'GPU-1']],
    ['MIG-1d6a2c41-53a4-5a0b-8e5c-1f0a6f0d4b77', ['MIG-1d6a2c41-53a4-5a0b-8e5c-1f0a6f0d4b77']],
    ['MIG-GPU-8932f937-d72c-4106-c12f-20bd9faed9f6/1/0', ['MIG-GPU-8932f937-d72c-4106-c12f-20bd9faed9f6/1/0']],
    ['GPU-,0', []],
    ['0x1,2', []],
  ])('is read as CUDA reads it: %j', (value, devices) => {
    expect(parseVisibleDevices(value)).toEqual(devices);
  });

  it('gives distinct entries of the list, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(9).map(String), fc.string())), (entries) => {
        const devices = parseVisibleDevices(entries.join(','));
        expect(new Set(devices).size).toBe(devices.length);
        for (const device of devices) expect(entries.join(',')).toContain(device);
      }),
    );
  });
});

describe('the devices that this process was given', () => {
  it('are unknown where no variable is set', () => {
    expect(visibleDevices({ PATH: '/bin' })).toBeUndefined();
  });

  it('are none where a variable is empty', () => {
    expect(visibleDevices({ CUDA_VISIBLE_DEVICES: '' })).toMatchObject({ ids: [], variable: 'CUDA_VISIBLE_DEVICES' });
  });

  it.each(['CUDA_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES', 'ASCEND_RT_VISIBLE_DEVICES'])(
    'are passed on in the variable that named them: %s',
    (variable) => {
      expect(visibleDevices({ [variable]: '2,3' })).toEqual({ ids: ['2', '3'], variable, origin: `${variable}='2,3'` });
    },
  );

  it('stand in ascending order for Ascend, which takes no other', () => {
    expect(visibleDevices({ ASCEND_RT_VISIBLE_DEVICES: '10,9,2' })?.ids).toEqual(['2', '9', '10']);
  });
});
