import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ClaimRecord,
  claimAttempt,
  type EndedRecord,
  endAttempt,
  nextAttempt,
  RunDirectory,
  readEnded,
  readHeldClaims,
  readSetbacks,
  type StageDirectory,
  taskId,
  WorkerClaims,
  withoutEnd,
} from '../../src/run-directory/index.ts';
import { emptyFolder } from '../support/folder.ts';

const claim: ClaimRecord = { worker: 'w1', host: 'h', pid: 1, time: '2026-01-01T00:00:00Z' };

function stageIn(folder: string): StageDirectory {
  const stage = new RunDirectory(folder).stage('infer');
  mkdirSync(stage.claims, { recursive: true });
  mkdirSync(stage.endedAttempts, { recursive: true });
  return stage;
}

function succeeded(task: string, attempt: number, worker = 'w1'): EndedRecord {
  return { task, attempt, worker, time: 't', status: 'succeeded', failedSamples: 0 };
}

function released(task: string, attempt: number): EndedRecord {
  return { task, attempt, worker: 'w1', time: 't', status: 'released', detail: 'interrupted' };
}

function failed(task: string, attempt: number, more = {}): EndedRecord {
  return { task, attempt, worker: 'w1', time: 't', status: 'failed', reason: 'error', detail: 'no', ...more };
}

describe('the claims of one worker', () => {
  it('say who has an attempt, each won once', async () => {
    const stage = stageIn(emptyFolder());
    const tasks = [...Array(50).keys()].map((n) => taskId(0, n));
    const workers = ['a', 'b', 'c'];
    const wins = await Promise.all(
      workers.map(async (worker) => {
        const claims = new WorkerClaims(stage, { ...claim, worker });
        const won: string[] = [];
        for (const task of tasks) if (await claims.take(task, 0)) won.push(task);
        return won;
      }),
    );
    expect(wins.flat().sort()).toEqual(tasks);
    for (const [i, worker] of workers.entries())
      for (const task of wins[i]!)
        expect(JSON.parse(readFileSync(stage.claim(task, 0), 'utf8'))).toMatchObject({ worker });
  });

  it('go on where a file can have no further links', async () => {
    const stage = stageIn(emptyFolder());
    const claims = new WorkerClaims(stage, claim);
    // ext4 has 65,000 at most.
    const count = 65_010;
    let won = 0;
    for (let i = 0; i < count; i += 1) won += (await claims.take('t', i)) ? 1 : 0;
    expect(won).toBe(count);
    expect(JSON.parse(readFileSync(stage.claim('t', count - 1), 'utf8'))).toEqual(claim);
  });
});

describe('setbacks', () => {
  it('are the ends but for successes, and not what has not ended', async () => {
    const stage = stageIn(emptyFolder());
    expect(await readSetbacks(stage)).toEqual(new Map());
    await endAttempt(stage, succeeded('a', 0));
    await endAttempt(stage, released('b', 0));
    await endAttempt(stage, failed('b', 1));
    // Foretold by somebody who died before the end.
    writeFileSync(stage.setback('c', 0), '');
    const known = await readSetbacks(stage);
    expect(known).toEqual(new Map([['b', [released('b', 0), failed('b', 1)]]]));
    await endAttempt(stage, released('c', 0));
    expect([...(await readSetbacks(stage, known)).keys()]).toEqual(['b', 'c']);
  });
});

describe('attempts without an end', () => {
  it.each([3, 1000])('are told of %i', async (count) => {
    const stage = stageIn(emptyFolder());
    const names = [...Array(count).keys()].map((n) => `t${n}.0`);
    await endAttempt(stage, succeeded('t1', 0));
    expect(await withoutEnd(stage, names)).toEqual(names.filter((name) => name !== 't1.0'));
  });
});

describe('claims', () => {
  it('are won by exactly one of several processes, and hold who won', async () => {
    const stage = stageIn(emptyFolder());
    const tasks = [...Array(200).keys()].map((n) => taskId(0, n));
    const workers = ['a', 'b', 'c', 'd'];
    const wins = await race(stage, workers, tasks);
    expect(wins.flat().sort()).toEqual(tasks);
    for (const [position, worker] of workers.entries()) {
      for (const task of wins[position]!) {
        expect(JSON.parse(readFileSync(stage.claim(task, 0), 'utf8'))).toMatchObject({ worker });
      }
    }
    expect(readdirSync(stage.claims)).toHaveLength(tasks.length);
  });

  it('of another attempt are claims of their own', async () => {
    const stage = stageIn(emptyFolder());
    expect(await claimAttempt(stage, '0-00000', 0, claim)).toBe(true);
    expect(await claimAttempt(stage, '0-00000', 0, { ...claim, worker: 'w2' })).toBe(false);
    expect(await claimAttempt(stage, '0-00000', 1, { ...claim, worker: 'w2' })).toBe(true);
  });

  it('are held until they have an end', async () => {
    const stage = stageIn(emptyFolder());
    await claimAttempt(stage, 'a.b', 0, claim);
    await claimAttempt(stage, 'a.b', 10, claim);
    await claimAttempt(stage, 'c', 0, claim);
    await endAttempt(stage, failed('a.b', 0));
    writeFileSync(stage.claim('torn', 0), '{"worker":"w');
    writeFileSync(join(stage.claims, '.d.0.123.abc'), 'temporary');
    const held = (await readHeldClaims(stage)).sort((a, b) => a.task.localeCompare(b.task));
    expect(held).toEqual([
      { task: 'a.b', attempt: 10, claim },
      { task: 'c', attempt: 0, claim },
      { task: 'torn', attempt: 0, claim: undefined },
    ]);
  });
});

describe('ends', () => {
  it('stand: the first to end an attempt wins', async () => {
    const stage = stageIn(emptyFolder());
    expect(await endAttempt(stage, succeeded('a', 0))).toBe(true);
    expect(await endAttempt(stage, failed('a', 0))).toBe(false);
    expect(await readEnded(stage)).toEqual(new Map([['a', [succeeded('a', 0)]]]));
  });

  it('have one winner among many at a time', async () => {
    const stage = stageIn(emptyFolder());
    const ends = await Promise.all([...Array(20).keys()].map((n) => endAttempt(stage, succeeded('a', 0, `w${n}`))));
    expect(ends.filter((won) => won)).toHaveLength(1);
    expect((await readEnded(stage)).get('a')).toEqual([succeeded('a', 0, `w${ends.indexOf(true)}`)]);
  });

  it('are in the order of the attempts, by number', async () => {
    const stage = stageIn(emptyFolder());
    for (const attempt of [10, 2, 0, 1]) await endAttempt(stage, failed('a', attempt));
    expect((await readEnded(stage)).get('a')?.map(({ attempt }) => attempt)).toEqual([0, 1, 2, 10]);
  });

  it('are added to those that are known', async () => {
    const stage = stageIn(emptyFolder());
    await endAttempt(stage, failed('a', 0));
    const known = await readEnded(stage);
    await endAttempt(stage, succeeded('a', 1));
    await endAttempt(stage, succeeded('b', 0));
    expect(await readEnded(stage, known)).toBe(known);
    expect(known).toEqual(
      new Map([
        ['a', [failed('a', 0), succeeded('a', 1)]],
        ['b', [succeeded('b', 0)]],
      ]),
    );
  });

  it('that are not fully written yet are read later', async () => {
    const stage = stageIn(emptyFolder());
    writeFileSync(stage.ended('a', 0), '');
    writeFileSync(join(stage.endedAttempts, '.b.0.json.123.abc'), 'temporary');
    const known = await readEnded(stage);
    expect(known).toEqual(new Map());
    writeFileSync(stage.ended('a', 0), JSON.stringify(succeeded('a', 0)));
    expect(await readEnded(stage, known)).toEqual(new Map([['a', [succeeded('a', 0)]]]));
  });
});

describe('nextAttempt', () => {
  const cases: readonly [when: string, ends: EndedRecord[], retry: number, next: number | string][] = [
    ['the first, where none has ended', [], 0, 0],
    ['none, where one has succeeded', [failed('a', 0), succeeded('a', 1)], 0, 'succeeded'],
    [
      'none, where a late failure follows a success',
      [succeeded('a', 0), failed('a', 1, { fatal: true })],
      0,
      'succeeded',
    ],
    ['none, where no retry is left', [failed('a', 0)], 0, 'exhausted'],
    ['the second, where one retry is left', [failed('a', 0)], 1, 1],
    ['none, where all retries are used up', [failed('a', 0), failed('a', 1)], 1, 'exhausted'],
    ['none, where a failure was fatal', [failed('a', 0, { fatal: true })], 5, 'exhausted'],
    ['another, however often it was interrupted', [released('a', 0), released('a', 1)], 0, 2],
    ['another, where interruptions come between failures', [released('a', 0), failed('a', 1), released('a', 2)], 1, 3],
    ['one above the highest, where some have no end', [failed('a', 0), released('a', 7)], 3, 8],
  ];
  for (const [when, ends, retry, next] of cases) {
    it(`is ${when}`, () => expect(nextAttempt(ends, retry)).toBe(next));
  }
});

describe('taskId', () => {
  it('sorts by position, and says the plan', () => {
    expect([0, 7, 12_345].map((position) => taskId(3, position))).toEqual(['3-00000', '3-00007', '3-12345']);
  });
});

/** Lets real processes claim the first attempt of the same tasks at once; what each of them won. */
async function race(stage: StageDirectory, workers: readonly string[], tasks: readonly string[]): Promise<string[][]> {
  const script = join(import.meta.dirname, '..', 'support', 'claim-tasks.mjs');
  const children = workers.map((worker) => fork(script, [stage.root, worker]));
  const wins = children.map(async (child): Promise<string[]> => (await once(child, 'message'))[0]);
  await Promise.all(children.map(async (child) => await once(child, 'spawn')));
  for (const child of children) child.send(tasks);
  return await Promise.all(wins);
}
