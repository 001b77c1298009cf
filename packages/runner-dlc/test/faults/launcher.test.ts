import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LifeOptions, lifeOf, waits } from '../support/life.ts';
import { control, TRANSPORTS } from '../support/runner.ts';

describe.each(TRANSPORTS)('a job whose launcher goes, over %s', (transport) => {
  const start = (program: string, more: LifeOptions = {}) => lifeOf(program, { transport, ...more });

  it('because it cannot be stopped for want of credentials is left, to be taken up', async () => {
    const { service, runner, job, watching, run, begun, end, letGo, abort } = await start(waits(7));
    const running = run();
    await begun();
    for (const on of ['get', 'list', 'stop'] as const) service.faults.add(on, 'expired', 5);
    abort.abort();
    expect(await end(running)).toEqual({ status: 'detached' });
    const adopted = runner.adopt?.(job, watching.ids[0] ?? '', control());
    await letGo();
    expect(await end(adopted)).toMatchObject({ exitCode: 7 });
  });

  it('on Ctrl-C, and is to be left, is left and taken up by the next', async () => {
    const interrupt = new AbortController();
    const left: LifeOptions = { onInterrupt: 'detach', interrupted: interrupt.signal };
    const { service, job, runner, another, begun, end, letGo } = await start(waits(3), left);
    const watching = control(interrupt.signal);
    const running = runner.run(job, watching);
    await begun();
    interrupt.abort();
    expect(await end(running)).toEqual({ status: 'detached' });
    expect(service.calls).not.toContain('stop');
    const adopted = another({ onInterrupt: 'cancel' }).adopt?.(job, watching.ids[0] ?? '', control());
    await letGo();
    expect(await end(adopted)).toMatchObject({ exitCode: 3 });
  });

  it('before it has written which job it is leaves one that is found by its name', async () => {
    const program = `require('node:fs').appendFileSync('ran', 'x'); ${waits(9)}`;
    const { service, folder, job, watching, another, run, begun, end, letGo } = await start(program);
    const running = run();
    await begun();
    const [name = ''] = watching.ids;
    await rm(join(folder, 'dlc', name, 'created.json'));
    const adopted = another().adopt?.(job, name, control());
    await letGo();
    expect(await end(adopted)).toMatchObject({ reason: 'exit', exitCode: 9 });
    expect(service.jobs).toHaveLength(1);
    await end(running);
    expect(await readFile(join(folder, 'ran'), 'utf8')).toBe('x');
  });

  it('before it was created is lost, and a name that is none is refused', async () => {
    const { runner, job, folder, end } = await start('');
    await mkdir(join(folder, 'dlc', 'oc-r-one-a0-0123ab'), { recursive: true });
    expect(await end(runner.adopt?.(job, 'oc-r-one-a0-0123ab', control()))).toMatchObject({ reason: 'lost' });
    expect(await end(runner.adopt?.(job, '../../etc', control()))).toMatchObject({ reason: 'lost' });
  });
});
