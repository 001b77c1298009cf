import type { OptionsOf } from 'oc-sdk';
import { badMemory, badTimeLimit, bothExtraArguments } from './errors.ts';
import { checkExtraArguments } from './extra-arguments.ts';
import type { SlurmSettings } from './settings.ts';

const word = (description: string) =>
  ({ type: 'string', minLength: 1, pattern: '^[^\\u0000-\\u001f]+$', description }) as const;

export const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    partition: word("Partition, or several with commas between. Default: the cluster's."),
    quotatype: word('Kind of quota, on clusters whose Slurm has --quotatype (reserved, spot, auto).'),
    qos: word('Quality of service.'),
    account: word('Account that is charged.'),
    max_gpus: { type: 'integer', minimum: 1, description: 'Most GPUs that all jobs hold together. Default: no limit.' },
    time_limit: {
      type: ['integer', 'string'],
      minimum: 1,
      description: "Longest time of one job: minutes, or as Slurm writes it (1-12:00:00). Default: the partition's.",
    },
    cpus_per_task: { type: 'integer', minimum: 1, description: 'CPU cores of one job. Default: what the job says.' },
    mem: {
      type: ['integer', 'string'],
      minimum: 1,
      description: "Memory of one job: megabytes, or with a unit (64G). Default: the cluster's.",
    },
    exclude: {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      description: 'Nodes to leave out.',
    },
    extra_args: { type: 'array', items: { type: 'string' }, description: 'More arguments of sbatch, one per entry.' },
    extra_command: { type: 'array', items: { type: 'string' }, description: 'Another name of extra_args.' },
    on_interrupt: {
      enum: ['cancel', 'detach'],
      default: 'cancel',
      description: 'What becomes of jobs when the launcher is interrupted: ended, or left to be taken up with -r.',
    },
  },
} as const;

export type Options = OptionsOf<typeof optionsSchema>;

/** @throws {OcError} SLURM_ARGUMENT, SLURM_ARGUMENTS_TWICE, SLURM_TIME_LIMIT, SLURM_MEMORY */
export function settingsOf(options: Options): SlurmSettings {
  const { extra_args: extra, extra_command: alias, exclude = [] } = options;
  if (extra !== undefined && alias !== undefined) throw bothExtraArguments();
  const extraArgs = extra ?? alias ?? [];
  checkExtraArguments(extraArgs);
  return {
    partition: options.partition,
    quotatype: options.quotatype,
    qos: options.qos,
    account: options.account,
    timeLimitMinutes: options.time_limit === undefined ? undefined : parseTimeLimit(options.time_limit),
    cpusPerTask: options.cpus_per_task,
    memoryMiB: options.mem === undefined ? undefined : parseMemory(options.mem),
    exclude: typeof exclude === 'string' ? exclude.split(',').filter(Boolean) : exclude,
    extraArgs,
  };
}

/** Slurm's notations of a time (sbatch(1), --time) in minutes, rounded up as Slurm does. */
export function parseTimeLimit(value: string | number): number {
  const text = String(value).trim();
  const [, days, rest = ''] = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(text) ?? [];
  if (rest === '') throw badTimeLimit(text);
  const [first = 0, second = 0, third = 0] = rest.split(':').map(Number);
  const parts = rest.split(':').length;
  const hoursFirst = days !== undefined || parts === 3;
  const seconds = hoursFirst ? first * 3600 + second * 60 + third : first * 60 + second;
  const minutes = Math.ceil((Number(days ?? 0) * 86_400 + seconds) / 60);
  if (minutes === 0) throw badTimeLimit(text);
  return minutes;
}

const MIB_PER_UNIT: Readonly<Record<string, number>> = { K: 1 / 1024, M: 1, G: 1024, T: 1024 ** 2 };

/** Slurm's notations of memory (sbatch(1), --mem) in MiB. */
export function parseMemory(value: string | number): number {
  const [, amount, unit = 'M'] = /^(\d+)([KMGT])?B?$/i.exec(String(value).trim()) ?? [];
  const mib = Math.ceil(Number(amount ?? 0) * (MIB_PER_UNIT[unit.toUpperCase()] ?? 1));
  if (mib === 0) throw badMemory(String(value));
  return mib;
}
