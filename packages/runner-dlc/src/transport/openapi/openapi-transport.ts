import type { RunnerFinding } from 'oc-sdk';
import type { DlcSettings } from '../../settings.ts';
import { DlcFailure, failureOf } from '../failure.ts';
import { listOf, readJob, textOf } from '../read-job.ts';
import { type DlcJob, type DlcTransport, MAX_LOG_LINES } from '../transport.ts';
import { apiClient, type Client } from './client.ts';
import { createBody } from './create-body.ts';
import { findCredentials } from './credentials.ts';
import { encode } from './signature.ts';

/** Jobs in one question: the service's page. */
const PAGE = 50;

/** The OpenAPI: one question for fifty jobs, errors with codes. */
export function openapiTransport(settings: DlcSettings, environment: NodeJS.ProcessEnv): DlcTransport {
  const credentials = () => findCredentials(environment, settings.cli.configFile);
  const call = apiClient({ endpoint: settings.endpoint, credentials, timeoutMs: settings.cli.timeoutMs });
  return {
    async create(request) {
      const answer = await call({
        ...{ action: 'CreateJob', method: 'POST', path: '/api/v1/jobs' },
        body: createBody(request, settings),
      });
      const id = textOf(answer.JobId);
      if (id === '') throw new DlcFailure('unknown', 'CreateJob answered without a JobId');
      return id;
    },
    async get(id) {
      const answer = await call({ action: 'GetJob', method: 'GET', path: jobPath(id) });
      const job = readJob(answer);
      if (job === undefined) throw new DlcFailure('unknown', 'GetJob answered without a status');
      return job;
    },
    getMany: (ids) => getPages(call, settings.workspaceId, ids),
    async stop(id) {
      await call({ action: 'StopJob', method: 'POST', path: `${jobPath(id)}/stop` }).catch((error: unknown) => {
        // 400 is the answer for a job that has ended.
        if (failureOf(error).kind !== 'refused') throw error;
      });
    },
    async logs(id, pod, { startMs, endMs }) {
      const query = {
        ...{ StartTime: second(startMs), EndTime: second(endMs), MaxLines: String(MAX_LOG_LINES) },
        ...(pod.uid === undefined ? {} : { PodUid: pod.uid }),
      };
      const path = `${jobPath(id)}/pods/${encode(pod.id)}/logs`;
      return listOf((await call({ action: 'GetPodLogs', method: 'GET', path, query })).Logs).map(textOf);
    },
    async events(id) {
      const path = `${jobPath(id)}/events`;
      return listOf((await call({ action: 'GetJobEvents', method: 'GET', path })).Events).map(textOf);
    },
    async findByTag(name) {
      const query = { DisplayName: name, WorkspaceId: settings.workspaceId, PageSize: String(PAGE), PageNumber: '1' };
      return (await listJobs(call, query)).filter((job) => job.name === name);
    },
    describe: (request) =>
      `POST ${settings.endpoint}/api/v1/jobs ${JSON.stringify(createBody(request, settings), null, 1).replaceAll(/\s*\n\s*/g, ' ')}`,
    diagnose: () => diagnose(call, settings, credentials),
  };
}

/** The list looks back over seven days alone, but by ids; who is missing in it all the same is asked for by itself. */
async function getPages(call: Client, workspace: string, ids: readonly string[]): Promise<Map<string, DlcJob>> {
  const found = new Map<string, DlcJob>();
  for (let start = 0; start < ids.length; start += PAGE) {
    const page = ids.slice(start, start + PAGE);
    const query = { JobIds: page.join(','), WorkspaceId: workspace, PageSize: String(PAGE), PageNumber: '1' };
    for (const job of await listJobs(call, query)) found.set(job.id, job);
  }
  return found;
}

async function listJobs(call: Client, query: Readonly<Record<string, string>>): Promise<DlcJob[]> {
  const answer = await call({ action: 'ListJobs', method: 'GET', path: '/api/v1/jobs', query });
  return listOf(answer.Jobs).flatMap((job) => readJob(job) ?? []);
}

async function diagnose(
  call: Client,
  { workspaceId, endpoint }: DlcSettings,
  credentials: () => Promise<unknown>,
): Promise<RunnerFinding[]> {
  const known = await credentials();
  if (known === undefined) {
    const detail = 'none in ALIBABA_CLOUD_ACCESS_KEY_ID/_SECRET, ~/.dlc/config or ~/.alibabacloud/credentials';
    return [{ check: 'credentials', status: 'problem', detail }];
  }
  const found: RunnerFinding = { check: 'credentials', status: 'ok', detail: 'found' };
  try {
    await listJobs(call, { WorkspaceId: workspaceId, PageSize: '1', PageNumber: '1' });
    return [found, { check: 'workspace', status: 'ok', detail: `${workspaceId} can be listed at ${endpoint}` }];
  } catch (error) {
    return [found, { check: 'workspace', status: 'problem', detail: `${endpoint}: ${failureOf(error).message}` }];
  }
}

function jobPath(id: string): string {
  return `/api/v1/jobs/${encode(id)}`;
}

function second(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
