import { FLOW_CONTROL, requestId } from './api.ts';
import type { FaultKind, Operation } from './faults.ts';
import { type Body, Refusal } from './job-fields.ts';
import type { Service } from './service.ts';

export interface Printed {
  readonly stdout: string;
  readonly exitCode: number;
}

const GLOBAL = ['config', 'workspace_id', 'endpoint', 'region', 'protocol'];
const SUBMIT = (
  'name command resource_id priority worker_cpu worker_gpu worker_memory worker_image worker_shared_memory ' +
  'worker_gpu_type data_sources data_source_uris envs tags job_max_running_time_minutes ' +
  'enable_priority_preemption job_reserved_minutes'
).split(' ');
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  'submit pytorchjob': [...SUBMIT, 'workers'],
  'create job': [...SUBMIT, 'kind', 'worker_count'],
  'get job': ['display_name', 'page_num', 'page_size', 'show_detail', 'events', 'events_only', 'max_events_num'],
  'stop job': ['force', 'quiet'],
  logs: ['max_events_num', 'start_time', 'end_time'],
  version: [],
};

/** What `dlc` prints for its arguments, in the bytes that were recorded of it. `hangs`: nothing, and it never ends. */
export function runCommandLine(service: Service, argv: readonly string[]): Printed | 'hangs' {
  const { words, flags } = parse(argv);
  const command = Object.keys(FLAGS).find((name) => words.join(' ').startsWith(name));
  if (command === undefined) return { stdout: `Error: unknown command "${words[0]}" for "dlc"\n`, exitCode: 1 };
  const unknown = Object.keys(flags).find((name) => ![...GLOBAL, ...(FLAGS[command] ?? [])].includes(name));
  if (unknown !== undefined) return { stdout: `Error: unknown flag: --${unknown}\n`, exitCode: 1 };
  if (command === 'version') return { stdout: '2598c3119-202512111654\n', exitCode: 0 };
  const operands = words.slice(command.split(' ').length);
  const operation = operationOf(command, operands, flags);
  const fault = service.called(operation);
  return (fault && faulty(fault)) ?? spoilt(fault, done(service, operation, operands, flags));
}

function operationOf(command: string, operands: readonly string[], flags: Flags): Operation {
  if (command === 'get job') {
    if (operands.length === 0) return 'list';
    return flags.events_only === undefined ? 'get' : 'events';
  }
  if (command === 'stop job') return 'stop';
  return command === 'logs' ? 'logs' : 'create';
}

type Flags = Readonly<Record<string, string>>;

function parse(argv: readonly string[]): { words: readonly string[]; flags: Flags } {
  const words = argv.filter((word) => !word.startsWith('--'));
  const pairs = argv.flatMap((word) => {
    const [, name, value = 'true'] = /^--([a-z_]+)(?:=(.*))?$/s.exec(word) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
  return { words, flags: Object.fromEntries(pairs) };
}

function done(service: Service, operation: Operation, operands: readonly string[], flags: Flags): Printed {
  try {
    return { stdout: act(service, operation, operands, flags), exitCode: 0 };
  } catch (error) {
    if (error instanceof Refusal) return failed(error);
    throw error;
  }
}

function act(service: Service, operation: Operation, [id = '', pod = '']: readonly string[], flags: Flags): string {
  switch (operation) {
    case 'create': {
      const body = bodyOf(flags);
      return `${echo(body)}\n${table(service.create(body).id)}`;
    }
    case 'get':
      return `${JSON.stringify({ ...service.get(id).toJson(true), RequestId: requestId() }, null, 3)}\n`;
    case 'list': {
      if (flags.workspace_id !== undefined && flags.workspace_id !== service.workspaceId)
        throw new Refusal(403, 'Forbidden.RAM', 'User not authorized to operate on the specified resource.');
      const { jobs } = service.list({ DisplayName: flags.display_name, PageSize: flags.page_size });
      return jobs.map((job) => `${job.name}   ${job.id}   PyTorchJob   259315   x   x   x   ${job.status}\n`).join('');
    }
    case 'stop':
      if (flags.force === undefined) throw new Refusal(400, 'BadRequest', 'it asks on standard input, which is closed');
      service.stop(id);
      return `[OK] Job [${id}] was stopped successfully\n`;
    case 'events':
      return service
        .get(id)
        .events.map((line) => `${line}\n`)
        .join('');
    case 'logs': {
      const window = { startMs: Date.parse(flags.start_time ?? ''), endMs: Date.parse(flags.end_time ?? '') };
      const lines = service.logs(id, pod, { ...window, max: Number(flags.max_events_num ?? 2000) });
      return lines.length === 0 ? '[WARN] No logs found for the pod\n' : lines.map((line) => `${line}\n`).join('');
    }
  }
}

function failed({ status, message }: Refusal): Printed {
  return { stdout: `[FAILED] code: ${status}, ${message} request id: ${requestId()}\n`, exitCode: 1 };
}

function faulty(fault: FaultKind): Printed | undefined {
  switch (fault) {
    case 'throttled-400':
      return failed(new Refusal(400, 'Throttling.User', FLOW_CONTROL));
    case 'throttled-429':
      return failed(new Refusal(429, 'Throttling.User', FLOW_CONTROL));
    case 'unavailable':
      return failed(new Refusal(503, 'ServiceUnavailable', 'The service is unavailable.'));
    case 'not-found':
      return failed(new Refusal(404, 'NotFound', 'Job does not exist.'));
    case 'expired':
      return failed(new Refusal(403, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.'));
    case 'reset-before':
      return { stdout: 'dial tcp: connection reset by peer\n', exitCode: 1 };
    default:
      return undefined;
  }
}

/** The work is done, and what is printed of it is not what it should be. */
function spoilt(fault: FaultKind | undefined, printed: Printed): Printed | 'hangs' {
  switch (fault) {
    case 'reset-after':
      return { stdout: 'read tcp: connection reset by peer\n', exitCode: 1 };
    case 'garbage':
      return { stdout: 'panic: runtime error: index out of range [0]\n', exitCode: 2 };
    case 'empty':
      return { stdout: '', exitCode: 0 };
    case 'exit-1':
      return { ...printed, exitCode: 1 };
    case 'hang':
      return 'hangs';
    case 'noise':
      return { ...printed, stdout: `/bin/bash: warning: setlocale\n[OK] \u001b[32mready\u001b[0m\n${printed.stdout}` };
    case 'partial':
      return { ...printed, stdout: printed.stdout.slice(0, printed.stdout.length / 2) };
    default:
      return printed;
  }
}

/** The flags as the body of CreateJob, which the program makes of them. */
function bodyOf(flags: Flags): Body {
  const list = (text: string | undefined): string[] => text?.split(',').filter(Boolean) ?? [];
  const pairs = (text: string | undefined): Body => Object.fromEntries(list(text).map((pair) => pair.split('=')));
  const sources = list(flags.data_sources).map((text) => {
    const [DataSourceId, , MountPath] = text.split(':');
    return { DataSourceId, ...(MountPath ? { MountPath } : {}) };
  });
  const uris = list(flags.data_source_uris).map((text) => {
    const at = text.lastIndexOf('::');
    return { Uri: text.slice(0, at), MountPath: text.slice(at + 2) };
  });
  const ResourceConfig = {
    ...{ CPU: flags.worker_cpu ?? '', GPU: flags.worker_gpu ?? '', GPUType: flags.worker_gpu_type ?? '' },
    ...{ Memory: flags.worker_memory ?? '', SharedMemory: flags.worker_shared_memory ?? '' },
  };
  const PodCount = Number(flags.workers ?? flags.worker_count ?? 1);
  return {
    ...{ DataSources: [...sources, ...uris], DisplayName: flags.name ?? '', Envs: pairs(flags.envs) },
    JobSpecs: [{ Image: flags.worker_image ?? '', PodCount, ResourceConfig, Type: 'Worker' }],
    ...{ JobType: flags.kind ?? 'PyTorchJob', Priority: Number(flags.priority ?? 1) },
    ...(flags.resource_id === undefined ? {} : { ResourceId: flags.resource_id }),
    Settings: {
      Tags: pairs(flags.tags),
      ...(flags.job_reserved_minutes === undefined ? {} : { JobReservedMinutes: Number(flags.job_reserved_minutes) }),
    },
    ...(flags.job_max_running_time_minutes === undefined
      ? {}
      : { JobMaxRunningTimeMinutes: Number(flags.job_max_running_time_minutes) }),
    ...{ ThirdpartyLibDir: '', UserCommand: flags.command ?? '' },
    ...(flags.workspace_id === undefined ? {} : { WorkspaceId: flags.workspace_id }),
  };
}

function echo(body: Body): string {
  return JSON.stringify(body, null, 3);
}

function table(id: string): string {
  const request = requestId();
  const line = `+${'-'.repeat(id.length + 2)}+${'-'.repeat(request.length + 2)}+`;
  const heading = `|${centred('JobId', id.length + 2)}|${centred('RequestId', request.length + 2)}|`;
  return [line, heading, line, `| ${id} | ${request} |`, line, ''].join('\n');
}

function centred(text: string, width: number): string {
  const left = Math.ceil((width - text.length) / 2);
  return `${' '.repeat(left)}${text}`.padEnd(width);
}
