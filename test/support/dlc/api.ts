import { randomUUID } from 'node:crypto';
import { checkSignature, type SignedRequest } from './check-signature.ts';
import type { FaultKind, Operation } from './faults.ts';
import { type Body, Refusal } from './job-fields.ts';
import type { Service } from './service.ts';

/** An answer to send; `reset`: none, the connection breaks; `hangs`: none, and it does not break. */
export type Reply =
  | { readonly status: number; readonly body: Body; readonly headers?: Readonly<Record<string, string>> }
  | 'reset'
  | 'hangs';

/** Answers one request of the OpenAPI, with the faults that are due. */
export function answer(service: Service, request: SignedRequest, nonces: Set<string>): Reply {
  const url = new URL(request.target, 'http://localhost');
  const operation = operationOf(request.method, url.pathname);
  if (operation === undefined) return failure(new Refusal(404, 'InvalidAction.NotFound', 'no such action'));
  const fault = service.called(operation);
  const before = fault && beforeFault(fault);
  if (before !== undefined) return before;
  try {
    checkSignature(request, service.account, { nowMs: service.wallClock(), nonces });
    const body = act(service, operation, url, request.body);
    if (fault === 'reset-after') return 'reset';
    return fault === 'hang' ? 'hangs' : { status: 200, body: { RequestId: requestId(), ...body } };
  } catch (error) {
    if (error instanceof Refusal) return failure(error);
    throw error;
  }
}

export function requestId(): string {
  return randomUUID().toUpperCase();
}

export const FLOW_CONTROL = 'Request was denied due to user flow control.';

function operationOf(method: string, path: string): Operation | undefined {
  if (path === '/api/v1/jobs') return method === 'POST' ? 'create' : 'list';
  if (/^\/api\/v1\/jobs\/[^/]+$/.test(path)) return 'get';
  const [, end] = /^\/api\/v1\/jobs\/[^/]+(?:\/pods\/[^/]+)?\/(stop|logs|events)$/.exec(path) ?? [];
  return end as Operation | undefined;
}

function beforeFault(fault: FaultKind): Reply | undefined {
  switch (fault) {
    case 'throttled-400':
      return failure(new Refusal(400, 'Throttling.User', FLOW_CONTROL), { 'x-acs-retry-after': '20' });
    case 'throttled-429':
      return failure(new Refusal(429, 'Throttling.User', FLOW_CONTROL));
    case 'unavailable':
      return failure(new Refusal(503, 'ServiceUnavailable', 'The service is unavailable.'));
    case 'not-found':
      return failure(new Refusal(404, 'NotFound', 'Job does not exist.'));
    case 'expired':
      return failure(new Refusal(403, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.'));
    case 'reset-before':
      return 'reset';
    default:
      return undefined;
  }
}

function act(service: Service, operation: Operation, url: URL, body: string): Body {
  const [, , , , id = '', , podId = ''] = url.pathname.split('/').map(decodeURIComponent);
  const query = Object.fromEntries(url.searchParams);
  switch (operation) {
    case 'create':
      return { JobId: service.create(JSON.parse(body)).id };
    case 'get':
      return service.get(id).toJson(true);
    case 'list': {
      if (query.WorkspaceId !== undefined && query.WorkspaceId !== service.workspaceId)
        throw new Refusal(403, 'Forbidden.RAM', 'User not authorized to operate on the specified resource.');
      const { jobs, total } = service.list(query);
      return { Jobs: jobs.map((job) => job.toJson(false)), TotalCount: total };
    }
    case 'stop':
      service.stop(id);
      return { JobId: id };
    case 'events':
      return { JobId: id, Events: service.get(id).events };
    case 'logs': {
      const { StartTime = '', EndTime = '', PodUid, MaxLines } = query;
      const window = { startMs: Date.parse(StartTime), endMs: Date.parse(EndTime), max: Number(MaxLines ?? 2000) };
      return {
        JobId: id,
        PodId: podId,
        Logs: service.logs(id, podId, { ...window, ...(PodUid ? { uid: PodUid } : {}) }),
      };
    }
  }
}

function failure({ status, code, message }: Refusal, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = { RequestId: requestId(), HostId: 'pai-dlc.test', Code: code, Message: message, Recommend: '' };
  return { status, body, headers };
}
