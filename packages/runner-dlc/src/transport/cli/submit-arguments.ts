import type { DlcSettings } from '../../settings.ts';
import type { JobRequest } from '../transport.ts';

/**
 * The arguments of `dlc` that create a job. The dialects differ in the first words and in how the number of workers is
 * called: `submit pytorchjob --workers` (public cloud), `create job --kind PyTorchJob --worker_count` (dedicated).
 */
export function submitArguments(request: JobRequest, settings: DlcSettings): string[] {
  const { cli } = settings;
  const isCreate = cli.dialect === 'create';
  const flags: readonly (readonly [name: string, value: string | undefined])[] = [
    ['name', request.name],
    ['command', request.command],
    ['workspace_id', settings.workspaceId],
    ['resource_id', settings.resourceId],
    ['priority', String(settings.priority)],
    [isCreate ? 'worker_count' : 'workers', '1'],
    ['worker_cpu', String(request.cpus)],
    ['worker_gpu', String(request.gpus)],
    ['worker_memory', `${request.memoryGiB}Gi`],
    ['worker_image', settings.image],
    ['data_sources', joined(settings.dataSources)],
    ['data_source_uris', joined(settings.dataSourceUris)],
    ['envs', pairs(settings.envs)],
    ['tags', pairs(request.tags)],
    ['job_max_running_time_minutes', String(request.maxRunningMinutes)],
    ['enable_priority_preemption', preemption(settings.preemptible)],
  ];
  const given = flags.filter(([name, value]) => value !== undefined && !cli.omitFlags.includes(name));
  return [
    ...(isCreate ? ['create', 'job', '--kind=PyTorchJob'] : ['submit', 'pytorchjob']),
    ...given.map(([name, value]) => `--${name}=${value}`),
    ...cli.extraArgs,
  ];
}

function joined(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(',');
}

function pairs(map: Readonly<Record<string, string>>): string | undefined {
  return joined(Object.entries(map).map(([name, value]) => `${name}=${value}`));
}

/** Known from OpenCompass alone, so it is passed only where the config says so. */
function preemption(preemptible: boolean | undefined): string | undefined {
  if (preemptible === undefined) return undefined;
  return preemptible ? 'True' : 'False';
}
