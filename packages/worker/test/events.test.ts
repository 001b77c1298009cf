import { mkdir, rm } from 'node:fs/promises';
import { readJsonl, StageDirectory } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { EventLog } from '../src/events.ts';
import { folderWith } from './support.ts';

const SAMPLES = {
  event: 'samples',
  task: 't',
  dataset: 'a',
  done: 1,
  failed: 0,
  promptTokens: 2,
  outputTokens: 3,
} as const;

async function stageFolder(): Promise<StageDirectory> {
  const stage = new StageDirectory(await folderWith());
  await mkdir(stage.allEvents);
  return stage;
}

describe('the event log', () => {
  it('writes events in order with their times', async () => {
    const stage = await stageFolder();
    let time = 100;
    const log = new EventLog(stage, 'w', () => time++);
    log.emit({ event: 'ready', loadSeconds: 1 });
    log.emit({ event: 'claimed', task: 't', attempt: 0 });
    await log.flush();
    log.emit({ event: 'started', task: 't', attempt: 0 });
    await log.close();
    expect(await readJsonl(stage.events('w'))).toEqual([
      { time: 100, event: 'ready', loadSeconds: 1 },
      { time: 101, event: 'claimed', task: 't', attempt: 0 },
      { time: 102, event: 'started', task: 't', attempt: 0 },
    ]);
  });

  it('adds up answers of one dataset that follow one another', async () => {
    const stage = await stageFolder();
    let time = 0;
    const log = new EventLog(stage, 'w', () => time++);
    for (let i = 0; i < 1000; i += 1) log.emit(SAMPLES);
    log.emit({ ...SAMPLES, done: 0, failed: 1, promptTokens: 0, outputTokens: 0 });
    log.emit({ ...SAMPLES, dataset: 'b' });
    log.emit({ event: 'part', task: 't', attempt: 0, part: 0, failed: 1 });
    log.emit(SAMPLES);
    await log.close();
    expect(await readJsonl(stage.events('w'))).toMatchObject([
      { time: 1000, dataset: 'a', done: 1000, failed: 1, promptTokens: 2000, outputTokens: 3000 },
      { time: 1001, dataset: 'b', done: 1 },
      { event: 'part' },
      { dataset: 'a', done: 1 },
    ]);
  });

  it('writes by itself after a moment', async () => {
    const stage = await stageFolder();
    const log = new EventLog(stage, 'w');
    log.emit(SAMPLES);
    while ((await readJsonl(stage.events('w'))).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await log.close();
  });

  it('says so when its last words cannot be written', async () => {
    const stage = await stageFolder();
    await rm(stage.allEvents, { recursive: true });
    const log = new EventLog(stage, 'w');
    log.emit(SAMPLES);
    await expect(log.close()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
