import type { DlcSettings } from '../../settings.ts';
import type { JobRequest } from '../transport.ts';

/** The body of CreateJob (OpenAPI 2020-12-03). */
export function createBody(request: JobRequest, settings: DlcSettings): object {
  return {
    WorkspaceId: settings.workspaceId,
    ResourceId: settings.resourceId,
    DisplayName: request.name,
    JobType: 'PyTorchJob',
    JobSpecs: [
      {
        Type: 'Worker',
        PodCount: 1,
        Image: settings.image,
        ResourceConfig: {
          CPU: String(request.cpus),
          GPU: String(request.gpus),
          Memory: `${request.memoryGiB}Gi`,
        },
      },
    ],
    UserCommand: request.command,
    DataSources: [...settings.dataSources.map(dataSource), ...settings.dataSourceUris.map(dataSourceUri)],
    Envs: settings.envs,
    Priority: settings.priority,
    JobMaxRunningTimeMinutes: request.maxRunningMinutes,
    Settings: { Tags: request.tags },
  };
}

/** `d-…[:version[:/mount]]` */
function dataSource(text: string): object {
  const [DataSourceId, version, MountPath] = text.split(':');
  return {
    DataSourceId,
    ...(version ? { DataSourceVersion: version } : {}),
    ...(MountPath ? { MountPath } : {}),
  };
}

/** `URI::/mount` */
function dataSourceUri(text: string): object {
  const at = text.lastIndexOf('::');
  return { Uri: text.slice(0, at), MountPath: text.slice(at + 2) };
}
