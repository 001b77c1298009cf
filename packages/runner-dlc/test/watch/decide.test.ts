import { describe, expect, it } from 'vitest';
import type { ExitMarker } from '../../src/container/markers.ts';
import type { DlcJob } from '../../src/transport/transport.ts';
import { decide, type Observation } from '../../src/watch/decide.ts';

const START = { host: 'dlc1-master-0', time: '', restart: 0 };
const JOB: DlcJob = { id: 'dlc1', name: 'n', status: 'Running', reasonCode: '', reasonMessage: '', pods: [] };
const EXIT: ExitMarker = {
  ...{ exitCode: 3, received: false, problem: null, startedAt: '', finishedAt: '', host: START.host, restart: 0 },
};
const RUNS: Observation = {
  ...{ markers: { start: START, exit: undefined, timeUp: false }, job: JOB, stopping: false, now: 500_000 },
  ...{ watchedSince: 0, statusSince: 400_000, exitSince: 500_000, absences: 0 },
};
const PATIENCE = { markerMs: 60_000, newJobMs: 60_000, mayReserve: false };

const withExit = (exit: Partial<ExitMarker>, more: Partial<Observation> = {}): Observation => ({
  ...{ ...RUNS, ...more },
  markers: { ...RUNS.markers, exit: { ...EXIT, ...exit } },
});
const said = (status: string, agoMs: number, more: Partial<DlcJob> = {}): Observation => ({
  ...{ ...RUNS, statusSince: RUNS.now - agoMs },
  job: { ...JOB, status, ...more },
});

describe("a job's own word on its end", () => {
  it('is enough where it ended by itself', () => {
    expect(decide(withExit({}), PATIENCE)).toMatchObject({ by: 'marker' });
  });

  it('waits for the service where it was killed, for a minute', () => {
    expect(decide(withExit({ exitCode: 137 }), PATIENCE)).toBeUndefined();
    expect(decide(withExit({ exitCode: 137 }, { exitSince: 440_000 }), PATIENCE)).toMatchObject({ by: 'marker' });
  });

  it('waits for the service where GPUs may be held after the end', () => {
    const reserving = { ...PATIENCE, mayReserve: true };
    expect(decide(withExit({}), reserving)).toBeUndefined();
    const held = withExit({}, { job: { ...JOB, status: 'FailedReserving' } });
    expect(decide(held, reserving)).toMatchObject({ by: 'marker', meaning: 'failed' });
  });
});

describe("the service's word on an end", () => {
  it("stands when the job's own has not come for a minute", () => {
    expect(decide(said('Failed', 59_000), PATIENCE)).toBeUndefined();
    expect(decide(said('Failed', 60_000), PATIENCE)).toEqual({ by: 'status', meaning: 'failed' });
  });

  it('stands at once where the job was torn out, and has none of its own', () => {
    const evicted = { reasonMessage: 'the pod was evicted' };
    expect(decide(said('Failed', 2_000, evicted), PATIENCE)).toEqual({ by: 'status', meaning: 'failed' });
  });

  it('is none while it says something that nobody knows', () => {
    expect(decide(said('Pondering', 1e9), PATIENCE)).toBeUndefined();
  });
});

describe('a job that the service does not know', () => {
  it('is gone after four answers, and when it is not a new one', () => {
    const gone = { ...RUNS, job: undefined, absences: 4 };
    expect(decide(gone, PATIENCE)).toEqual({ by: 'absence' });
    expect(decide({ ...gone, absences: 3 }, PATIENCE)).toBeUndefined();
    expect(decide({ ...gone, watchedSince: RUNS.now - 59_000 }, PATIENCE)).toBeUndefined();
  });
});
