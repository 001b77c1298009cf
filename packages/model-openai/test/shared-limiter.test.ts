import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { SharedLimiter, type SocketName, socketName } from '../src/shared-limiter.ts';

const PATIENCE = { timeout: 20_000 };

/** What one process would see of it: how many of those who ask have been granted a place. */
class Member {
  readonly limiter: SharedLimiter;
  granted = 0;

  constructor(nameOf: SocketName, concurrency: number) {
    this.limiter = new SharedLimiter(
      nameOf,
      { concurrency, maxConcurrency: concurrency, perSecond: undefined },
      systemClock,
    );
    onTestFinished(() => this.limiter.close());
  }

  ask(count: number): (() => void)[] {
    const granted = () => {
      this.granted += 1;
    };
    return Array.from({ length: count }, () => this.limiter.ask(granted));
  }

  give(count: number): void {
    for (let i = 0; i < count; i += 1) this.limiter.give('answered');
  }
}

/** The first holds it. */
async function two(nameOf: SocketName, concurrency: number): Promise<[Member, Member]> {
  const [first, second] = [new Member(nameOf, concurrency), new Member(nameOf, concurrency)];
  first.ask(1);
  await expect.poll(() => first.granted, PATIENCE).toBe(1);
  return [first, second];
}

describe.each([process.platform, 'darwin'] as const)('a limiter that processes share, as on %s', (platform) => {
  function name(): SocketName {
    const nameOf = socketName(randomUUID(), platform);
    const file = basename(nameOf(0)).replace(/\.0$/, '');
    onTestFinished(async () => {
      const left = (await readdir(tmpdir())).filter((entry) => entry.startsWith(file));
      await Promise.all(left.map((entry) => rm(join(tmpdir(), entry), { force: true })));
    });
    return nameOf;
  }

  it('gives them so many places together, in the order of asking', async () => {
    const [first, second] = await two(name(), 3);
    second.ask(4);
    await expect.poll(() => second.granted, PATIENCE).toBe(2);
    first.ask(1);
    first.give(1);
    await expect.poll(() => second.granted, PATIENCE).toBe(3);
    second.give(1);
    await expect.poll(() => second.granted, PATIENCE).toBe(4);
    expect(first.granted).toBe(1);
    second.give(1);
    await expect.poll(() => first.granted, PATIENCE).toBe(2);
  });

  it('takes back what somebody withdraws, granted or not', async () => {
    const [first, second] = await two(name(), 2);
    const [held, waiting] = second.ask(2);
    await expect.poll(() => second.granted, PATIENCE).toBe(1);
    waiting?.();
    held?.();
    first.ask(1);
    await expect.poll(() => first.granted, PATIENCE).toBe(2);
  });

  it('gets the places of a process that is gone', async () => {
    const [first, second] = await two(name(), 3);
    second.ask(2);
    await expect.poll(() => second.granted, PATIENCE).toBe(2);
    first.ask(2);
    second.limiter.close();
    await expect.poll(() => first.granted, PATIENCE).toBe(3);
  });

  it('goes on when the process that holds it is gone, and knows who holds what', async () => {
    const nameOf = name();
    const [first, second] = await two(nameOf, 4);
    const third = new Member(nameOf, 4);
    second.ask(1);
    third.ask(1);
    await expect.poll(() => second.granted + third.granted, PATIENCE).toBe(2);
    first.ask(1);
    await expect.poll(() => first.granted, PATIENCE).toBe(2);
    second.ask(3);
    third.ask(3);
    first.limiter.close();
    await expect.poll(() => second.granted + third.granted, PATIENCE).toBe(4);
    second.give(1);
    await expect.poll(() => second.granted + third.granted, PATIENCE).toBe(5);
  });

  it('keeps others apart', async () => {
    const [first] = await two(name(), 1);
    const [other] = await two(name(), 1);
    expect([first.granted, other.granted]).toEqual([1, 1]);
  });
});

it('a name fits into the address of a socket', () => {
  expect(Buffer.byteLength(socketName('/a'.repeat(500), 'linux')(0))).toBeLessThan(100);
  expect(basename(socketName('/a'.repeat(500), 'darwin')(12)).length).toBeLessThan(40);
});
