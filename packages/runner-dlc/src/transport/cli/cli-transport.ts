import { describeCommand, type RunnerFinding } from 'oc-sdk';
import type { DlcSettings } from '../../settings.ts';
import { DlcFailure, failureOf } from '../failure.ts';
import { readJob } from '../read-job.ts';
import { type DlcJob, type DlcTransport, MAX_LOG_LINES } from '../transport.ts';
import { type Answer, type DlcCommand, dlcCommand } from './dlc-command.ts';
import { createdJobId, idsOfName, logLines, objectIn } from './parse-output.ts';
import { submitArguments } from './submit-arguments.ts';

/** What starts or ends jobs goes before what only looks. */
const FIRST = 2;

/** The program `dlc`. It keeps the credentials; nothing of them passes through here. */
export function cliTransport(settings: DlcSettings, environment: NodeJS.ProcessEnv): DlcTransport {
  const run = dlcCommand(settings.cli, environment);
  const get = async (id: string): Promise<DlcJob> => jobIn(await run(['get', 'job', id]), id);
  return {
    get,
    async create(request) {
      const answer = await run(submitArguments(request, settings), FIRST);
      const id = createdJobId(answer.stdout);
      // An id is a job, whatever else is wrong with the answer.
      if (id !== undefined) return id;
      throw (
        answer.failure ??
        new DlcFailure('unknown', `dlc named no job: ${answer.stdout.trim().slice(-200) || 'no output'}`)
      );
    },
    async getMany(ids) {
      const found = new Map<string, DlcJob>();
      const failures: DlcFailure[] = [];
      await Promise.all(
        ids.map(async (id) => {
          try {
            found.set(id, await get(id));
          } catch (error) {
            failures.push(failureOf(error));
          }
        }),
      );
      const [serious] = failures.filter(({ kind }) => kind !== 'not-found');
      // One that fails is asked again next time; all that fail are news.
      if (serious && found.size === 0) throw serious;
      return found;
    },
    async stop(id) {
      const { failure } = await run(['stop', 'job', id, '--force'], FIRST);
      // 400 is the answer for a job that has ended.
      if (failure && failure.kind !== 'refused') throw failure;
    },
    async logs(id, pod, { startMs, endMs }) {
      const window = [`--start_time=${second(startMs)}`, `--end_time=${second(endMs)}`];
      const answer = await run(['logs', id, pod.id, `--max_events_num=${MAX_LOG_LINES}`, ...window]);
      if (answer.failure) throw answer.failure;
      return logLines(answer.stdout);
    },
    async events(id) {
      const answer = await run(['get', 'job', id, '--events_only', '--max_events_num=50']);
      if (answer.failure) throw answer.failure;
      return logLines(answer.stdout).filter((line) => line.trim() !== '');
    },
    async findByTag(name) {
      const list = [
        'get',
        'job',
        `--workspace_id=${settings.workspaceId}`,
        `--display_name=${name}`,
        '--page_size=200',
      ];
      const answer = await run(list, FIRST);
      if (answer.failure) throw answer.failure;
      const jobs = await Promise.all(idsOfName(answer.stdout, name).map(get));
      return jobs.filter((job) => job.name === name);
    },
    describe: (request) => describeCommand([settings.cli.program, ...submitArguments(request, settings)]),
    diagnose: () => diagnose(run, settings),
  };
}

function jobIn(answer: Answer, id: string): DlcJob {
  const job = readJob(objectIn(answer.stdout));
  if (job?.id === id) return job;
  throw (
    answer.failure ??
    new DlcFailure('unknown', `dlc get job ${id}: ${answer.stdout.trim().slice(0, 200) || 'no output'}`)
  );
}

async function diagnose(run: DlcCommand, { cli, workspaceId }: DlcSettings): Promise<RunnerFinding[]> {
  try {
    const version = await run(['version']);
    const says = version.stdout.trim().split('\n').at(-1) || `exit code ${version.exitCode}`;
    const program: RunnerFinding = { check: 'program', status: 'ok', detail: `${cli.program}: ${says}` };
    const list = await run(['get', 'job', `--workspace_id=${workspaceId}`, '--page_size=1']);
    if (list.failure) return [program, { check: 'workspace', status: 'problem', detail: list.failure.message }];
    return [program, { check: 'workspace', status: 'ok', detail: `${workspaceId} can be listed` }];
  } catch (error) {
    return [{ check: 'program', status: 'problem', detail: failureOf(error).message }];
  }
}

function second(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
