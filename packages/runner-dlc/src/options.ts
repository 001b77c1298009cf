import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { OptionsOf } from 'oc-sdk';
import { badDlcOption, missingPath } from './errors.ts';
import { checkMounts, checkSources } from './mounts.ts';
import { checkNoSecrets, variablesOf } from './secrets.ts';
import type { ContainerEnvironment, DlcSettings } from './settings.ts';

const word = (description: string) =>
  ({ type: 'string', minLength: 1, pattern: '^[^\\u0000-\\u001f]+$', description }) as const;
const id = (description: string) =>
  ({ type: ['string', 'integer'], pattern: '^[A-Za-z0-9_.-]+$', description }) as const;
const words = (description: string) =>
  ({ type: 'array', items: { type: 'string', minLength: 1 }, description }) as const;
const map = (description: string) =>
  ({ type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] }, description }) as const;

const aliyunCfg = {
  type: 'object',
  additionalProperties: false,
  required: ['workspace_id', 'resource_id', 'worker_image'],
  description: 'What jobs are and where they run. The keys are those of OpenCompass.',
  properties: {
    workspace_id: id('Workspace.'),
    resource_id: id('Quota that jobs are taken from.'),
    worker_image: word('Image of the container.'),
    data_sources: words('Data sets to mount, `ID[:VERSION[:/MOUNT]]`. The run directory must be on one of them.'),
    worker_cpu: {
      type: 'number',
      minimum: 1,
      default: 12,
      description: 'Least CPU cores of a job; 8 for each GPU if that is more.',
    },
    worker_memory: {
      type: 'number',
      minimum: 1,
      default: 192,
      description: 'Least GiB of memory of a job; 128 for each GPU if that is more.',
    },
    priority: { type: 'integer', minimum: 1, maximum: 9, default: 1, description: '1 is lowest, 9 highest.' },
    bashrc_path: word('File that the container reads first (conda). With conda_env_name.'),
    conda_env_name: word('Conda environment to activate. With bashrc_path.'),
    python_env_path: word('Environment whose bin goes first on the PATH.'),
    pre_cmd: { type: 'string', minLength: 1, description: 'Shell commands before everything else.' },
    huggingface_cache: word('HF_HUB_CACHE of the container.'),
    torch_cache: word('TORCH_HOME of the container.'),
    hf_offline: { type: 'boolean', default: true, description: 'Whether Hugging Face libraries stay off the network.' },
    http_proxy: word('Proxy of the container, without a password.'),
    hf_endpoint: word('HF_ENDPOINT of the container.'),
    extra_envs: words('More variables of the container, `NAME=VALUE`. No secrets.'),
    dlc_config_path: word('Config file of the command line. Default: its own, ~/.dlc/config.'),
    dlc_job_cmd: {
      enum: ['submit', 'create'],
      default: 'submit',
      description: 'Dialect of the command line: public cloud, or dedicated cluster.',
    },
    dlc_sleep_time: {
      type: 'number',
      minimum: 0.1,
      default: 5,
      description: 'Least seconds between two questions about jobs.',
    },
  },
} as const;

export const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['aliyun_cfg'],
  properties: {
    aliyun_cfg: aliyunCfg,
    region: {
      type: 'string',
      pattern: '^[a-z0-9-]+$',
      default: 'cn-wulanchabu',
      description: 'Region of the service and of links.',
    },
    transport: {
      enum: ['cli', 'openapi'],
      default: 'cli',
      description: 'The program `dlc`, or the OpenAPI (better for many jobs).',
    },
    endpoint: word('Host of the OpenAPI. Default: pai-dlc.REGION.aliyuncs.com.'),
    dlc_path: word('The program `dlc`. Default: the one on the PATH.'),
    max_running_minutes: {
      type: 'integer',
      minimum: 1,
      default: 1440,
      description: 'Longest time of one job; another worker goes on where it ends.',
    },
    data_source_uris: words('Storage to mount, `URI::/MOUNT`.'),
    envs: map('Variables that DLC sets. No secrets.'),
    tags: map('Tags of jobs, besides run, job and attempt.'),
    preemptible: {
      type: 'boolean',
      description: 'Whether jobs of higher priority may take the place. Default: not said.',
    },
    node_path: word('Node.js in the container. Default: the one on the PATH there, else the path it has here.'),
    probe: {
      type: 'boolean',
      default: true,
      description: 'Whether a small job looks first if the container is ready.',
    },
    infra_retry: {
      type: 'integer',
      minimum: 0,
      default: 5,
      description: 'How often a job is made again that dies of quota, image or node before it begins.',
    },
    extra_args: words('More arguments of `dlc`, one per entry.'),
    omit_flags: words('Flags that this build of `dlc` does not know, without dashes.'),
    calls_per_second: {
      type: 'number',
      minimum: 0.1,
      maximum: 1000,
      default: 5,
      description: 'Most calls of `dlc` in a second.',
    },
    call_timeout_seconds: { type: 'number', minimum: 0.1, default: 60, description: 'Longest time of one call.' },
    on_interrupt: {
      enum: ['cancel', 'detach'],
      default: 'cancel',
      description: 'What becomes of jobs when the launcher is interrupted: stopped, or left to be taken up with -r.',
    },
  },
} as const;

export type Options = OptionsOf<typeof optionsSchema>;

/** @throws {OcError} DLC_OPTION, DLC_PATH, DLC_SECRET */
export function settingsOf(options: Options, resolvePath: (path: string) => string): DlcSettings {
  const { aliyun_cfg: cfg, region } = options;
  const dataSources = cfg.data_sources ?? [];
  const dataSourceUris = options.data_source_uris ?? [];
  checkSources(dataSources, dataSourceUris);
  checkMounts(dataSources, dataSourceUris);
  const envs = textMap(options.envs);
  checkNoSecrets('envs', envs);
  const tags = textMap(options.tags);
  checkPairs('envs', envs);
  checkPairs('tags', tags);
  const configFile = localPath('aliyun_cfg.dlc_config_path', cfg.dlc_config_path, resolvePath);
  return {
    ...{ region, transport: options.transport, priority: cfg.priority, image: cfg.worker_image },
    ...{ workspaceId: String(cfg.workspace_id), resourceId: String(cfg.resource_id) },
    endpoint: options.endpoint ?? `pai-dlc.${region}.aliyuncs.com`,
    ...{ cpus: cfg.worker_cpu, memoryGiB: cfg.worker_memory, maxRunningMinutes: options.max_running_minutes },
    ...{ dataSources, dataSourceUris, envs, tags, preemptible: options.preemptible },
    cli: {
      ...{ program: options.dlc_path ?? 'dlc', dialect: cfg.dlc_job_cmd, configFile },
      ...{ extraArgs: options.extra_args ?? [], omitFlags: options.omit_flags ?? [] },
      ...{ intervalMs: 1000 / options.calls_per_second, timeoutMs: options.call_timeout_seconds * 1000 },
    },
    environment: environmentOf(options),
    ...{ infraRetry: options.infra_retry, probe: options.probe },
    mayReserve: options.extra_args?.some((argument) => argument.startsWith('--job_reserved_')) ?? false,
  };
}

function environmentOf({ aliyun_cfg: cfg, node_path }: Options): ContainerEnvironment {
  if ((cfg.bashrc_path === undefined) !== (cfg.conda_env_name === undefined)) {
    throw badDlcOption(
      `aliyun_cfg has ${cfg.bashrc_path === undefined ? 'conda_env_name and no bashrc_path' : 'bashrc_path and no conda_env_name'}`,
      'both (a conda environment), or python_env_path, or none of them.',
    );
  }
  return {
    preCommand: cfg.pre_cmd,
    condaEnvName: cfg.conda_env_name,
    bashrcPath: sharedPath('aliyun_cfg.bashrc_path', cfg.bashrc_path),
    pythonEnvPath: sharedPath('aliyun_cfg.python_env_path', cfg.python_env_path),
    nodePath: sharedPath('node_path', node_path),
    variables: variablesOf({
      ...{ httpProxy: cfg.http_proxy, hfEndpoint: cfg.hf_endpoint, hfOffline: cfg.hf_offline },
      huggingfaceCache: sharedPath('aliyun_cfg.huggingface_cache', cfg.huggingface_cache),
      torchCache: sharedPath('aliyun_cfg.torch_cache', cfg.torch_cache),
      extra: cfg.extra_envs ?? [],
    }),
  };
}

/** A path in the container. `~` is the home folder on this machine, which must be shared; another may be of the image. */
function sharedPath(option: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const path = expandHome(given);
  if (path !== given && !existsSync(path)) throw missingPath(option, given, path);
  if (!path.startsWith('/'))
    throw badDlcOption(
      `${option}: ${JSON.stringify(given)} is a relative path`,
      'an absolute path, as the container sees it.',
    );
  return path;
}

/** A path on this machine, relative to the config. */
function localPath(
  option: string,
  given: string | undefined,
  resolvePath: (path: string) => string,
): string | undefined {
  if (given === undefined) return undefined;
  const path = resolvePath(expandHome(given));
  if (!existsSync(path)) throw missingPath(option, given, path);
  return path;
}

function expandHome(path: string): string {
  if (path === '~') return homedir();
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}

function textMap(values: Readonly<Record<string, string | number | boolean>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]));
}

/** On a command line they stand in a row: `a=1,b=2`. */
function checkPairs(option: string, pairs: Readonly<Record<string, string>>): void {
  const bad = Object.entries(pairs).find((pair) => pair.some((text) => /[,=\p{Cc}]/u.test(text)));
  if (bad === undefined) return;
  throw badDlcOption(
    `${option}: ${JSON.stringify(bad[0])} holds a comma, an equals sign or a control character`,
    'names and values without these; aliyun_cfg.extra_envs takes any value.',
  );
}
