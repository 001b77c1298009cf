import { copyFileSync, rmSync } from 'node:fs';
import type { Job, Runner } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { runnerContract } from '../src/index.ts';
import { caseNamed } from './support/broken-cases.ts';
import { groupRunner } from './support/group-runner.ts';

describe('a whole runner keeps the contract', () => {
  for (const { name, run } of runnerContract({ create: () => groupRunner() })) it(name, run);
});

const FAILS = 'returns a job that failed as a value, with its exit code and its output in the log';
const ARGUMENTS = 'hands over arguments as they are: blanks, quotes, newlines, unicode, what a shell would expand';
const ENVIRONMENT = 'sets the environment of the job, whatever the values hold';
const FOLDER = 'runs the job in its working directory, whatever that is called';
const DESCRIBES = 'describes a job with its program, arguments and environment, without running it';
const SECRET = 'shows no secret of the environment in descriptions, arguments, messages or files';
const ASKS = 'asks a job to end, so that it can tidy up, when the signal is aborted';
const FAMILY = 'ends the processes of a job that does not listen';
const ORPHANS = 'ends the processes that a job leaves when it is asked to end';

const failed = { status: 'failed', reason: 'exit' } as const;

interface Broken {
  readonly runner: Runner;
  /** The case that must throw, and what it must say. */
  readonly breaks: string;
  readonly saying: RegExp;
}

const BROKEN: Readonly<Record<string, Broken>> = {
  'gives every job the same outcome': {
    runner: groupRunner({ outcome: () => ({ status: 'succeeded' }) }),
    breaks: 'gives every job its own outcome and its own log',
    saying: /job 1/,
  },
  'throws for a job that failed': { runner: throwing(), breaks: FAILS, saying: /exit code 3/ },
  'keeps no log': { runner: forgetful(), breaks: FAILS, saying: /the log is ""/ },
  'forgets exit codes': {
    runner: groupRunner({ outcome: () => ({ ...failed, detail: 'failed' }) }),
    breaks: FAILS,
    saying: /undefined !== 3/,
  },
  'gives no reason': {
    runner: groupRunner({ outcome: () => ({ ...failed, exitCode: 3, detail: '' }) }),
    breaks: FAILS,
    saying: /detail is one line/,
  },
  'loses the ids of jobs': { runner: mute(), breaks: 'reports the id of the job once', saying: /ids reported: \[\]/ },
  'splits arguments at blanks': { runner: groupRunner({ job: throughShell }), breaks: ARGUMENTS, saying: /failed/ },
  'drops empty arguments': { runner: groupRunner({ job: dropEmpty }), breaks: ARGUMENTS, saying: /deep-equal/ },
  'drops the environment': {
    runner: groupRunner({ job: (job) => ({ ...job, env: {} }) }),
    breaks: ENVIRONMENT,
    saying: /deep-equal/,
  },
  'runs jobs elsewhere': {
    runner: groupRunner({ job: (job) => ({ ...job, cwd: '/' }) }),
    breaks: FOLDER,
    saying: /'\/'/,
  },
  'describes a job by its name': {
    runner: groupRunner({ describes: ({ name }) => name }),
    breaks: DESCRIBES,
    saying: /is not in "contract\/described"/,
  },
  'describes a job with all that it inherits': {
    runner: groupRunner({ describes: () => JSON.stringify(process.env) }),
    breaks: SECRET,
    saying: /in the description/,
  },
  'hands a secret over as an argument': {
    runner: groupRunner({ job: withSecret }),
    breaks: SECRET,
    saying: /the secret is in discreet.log/,
  },
  'starts a job before it looks at the signal': {
    runner: hasty(),
    breaks: 'starts nothing when the signal is aborted already',
    saying: /an id was reported/,
  },
  'overlooks an abort while a job starts': {
    runner: groupRunner({ deafAtFirst: true }),
    breaks: 'ends a job that is aborted as soon as it has an id',
    saying: /not within 7000 ms/,
  },
  'kills without asking': { runner: groupRunner({ rude: true }), breaks: ASKS, saying: /before it could tidy up/ },
  'asks and never kills': {
    runner: groupRunner({ timid: true }),
    breaks: 'ends a job that does not listen',
    saying: /not within 2000 ms/,
  },
  'leaves a grandchild that does not listen': {
    runner: groupRunner({ alone: true }),
    breaks: FAMILY,
    saying: /a process of the job still runs/,
  },
  'forgets a grandchild when the job is gone': {
    runner: groupRunner({ alone: true }),
    breaks: ORPHANS,
    saying: /a process of the job still runs/,
  },
  'ends all its jobs when one is aborted': {
    runner: connected(),
    breaks: 'leaves other jobs alone when one is aborted',
    saying: /the other job was ended too/,
  },
  'keeps its listeners': {
    runner: groupRunner({ keepsListener: true }),
    breaks: 'leaves no listener on the signal',
    saying: /1 !== 0/,
  },
  'has more GPUs for a job than there are': {
    runner: { ...groupRunner(), capacity: async () => ({ gpus: 1, gpusPerJob: 2, cpus: 4 }) },
    breaks: 'knows how much the machine can hold, or does not say',
    saying: /more GPUs than there are/,
  },
  'cannot be closed twice': {
    runner: closingOnce(),
    breaks: 'can be closed twice, used or not',
    saying: /closed already/,
  },
  'gives up on a job that still runs': {
    runner: { ...groupRunner(), adopt: async () => ({ status: 'failed', reason: 'lost', detail: 'who knows' }) },
    breaks: 'watches a job that an earlier launcher submitted, to its end',
    saying: /still ran when its end was reported/,
  },
};

describe('the cases for runners', () => {
  for (const [flaw, { runner, breaks, saying }] of Object.entries(BROKEN)) {
    it(`find one that ${flaw}`, async () => {
      const cases = runnerContract({ create: () => runner, graceMs: 2_000, startMs: 5_000 });
      await expect(caseNamed(cases, breaks).run()).rejects.toThrow(saying);
    });
  }
});

function throwing(): Runner {
  const runner = groupRunner();
  return {
    ...runner,
    run: async (job, control) => {
      const outcome = await runner.run(job, control);
      if (outcome.status === 'failed') throw new Error(outcome.detail);
      return outcome;
    },
  };
}

function forgetful(): Runner {
  const runner = groupRunner();
  return {
    ...runner,
    run: async (job, control) => {
      const outcome = await runner.run(job, control);
      rmSync(job.logFile);
      copyFileSync('/dev/null', job.logFile);
      return outcome;
    },
  };
}

function mute(): Runner {
  const runner = groupRunner();
  return { ...runner, run: (job, control) => runner.run(job, { ...control, submitted: () => {} }) };
}

/** What a runner does that puts a command together as one string. */
function throughShell(job: Job): Job {
  return { ...job, command: ['sh', '-c', job.command.map((word) => `"${word}"`).join(' ')] };
}

function dropEmpty(job: Job): Job {
  const [program, ...args] = job.command;
  return { ...job, command: [program, ...args.filter((argument) => argument !== '')] };
}

function withSecret(job: Job): Job {
  return { ...job, command: [...job.command, `--key=${process.env.OC_CONTRACT_API_KEY}`] };
}

/** Ends an aborted job when it has started. */
function hasty(): Runner {
  const runner = groupRunner();
  return {
    ...runner,
    run: (job, control) => {
      const abort = new AbortController();
      const submitted = (id: string) => {
        control.submitted(id);
        abort.abort();
      };
      return runner.run(job, { ...control, signal: abort.signal, submitted });
    },
  };
}

function connected(): Runner {
  const runner = groupRunner();
  const all = new AbortController();
  return {
    ...runner,
    run: (job, control) => {
      control.signal.addEventListener('abort', () => all.abort());
      return runner.run(job, { ...control, signal: all.signal });
    },
  };
}

function closingOnce(): Runner {
  let closed = false;
  return {
    ...groupRunner(),
    close: async () => {
      if (closed) throw new Error('closed already');
      closed = true;
    },
  };
}
