import { OcError } from 'oc-sdk';

/** A command of Slurm is not on the PATH. */
export function slurmNotFound(program: string): OcError {
  return new OcError({
    code: 'SLURM_NOT_FOUND',
    message: `there is no '${program}' on the PATH`,
    details:
      'Expected: a machine that can submit to the cluster, with the Slurm commands installed (sbatch, squeue, scancel).\n' +
      'Run oc-core on a login node, load the module that brings Slurm, or use the runner type local.',
    fatal: true,
  });
}

/** The controller does not answer when the first job is to be submitted. */
export function slurmUnreachable(says: string): OcError {
  return new OcError({
    code: 'SLURM_UNREACHABLE',
    message: `the Slurm controller does not answer: ${says}`,
    details: 'Try `scontrol ping` (is SLURM_CONF right?). When it answers, the same command starts over.',
    fatal: true,
  });
}

/** The cluster does not take such jobs. `offers`: lines on what it does take. */
export function slurmRefused(says: string, command: string, offers: string): OcError {
  return new OcError({
    code: 'SLURM_REFUSED',
    message: `Slurm refuses the job: ${says}`,
    details: [`Asked: ${command}`, offers, 'Change the block of the runner, or num_gpus of the model.']
      .filter(Boolean)
      .join('\n'),
    fatal: true,
  });
}

/** A job that is longer than its partition allows: Slurm takes it and lets it wait for ever. */
export function timeLimitTooLong(
  asked: { readonly timeLimitMinutes: number; readonly longest: number; readonly partition: string | undefined },
  command: string,
  offers: string,
): OcError {
  const place = asked.partition === undefined ? 'the default partition' : `partition ${asked.partition}`;
  return new OcError({
    code: 'SLURM_TIME_LIMIT',
    message: `time_limit: ${asked.timeLimitMinutes} minutes are more than the ${asked.longest} of ${place}; such jobs would wait for ever (PartitionTimeLimit)`,
    details: [`Asked: ${command}`, offers, 'Lower time_limit, or choose another partition.'].join('\n'),
    fatal: true,
  });
}

/** An extra argument that the runner sets itself, or that cannot be passed on. */
export function reservedArgument(argument: string, why: string): OcError {
  return new OcError({
    code: 'SLURM_ARGUMENT',
    message: `extra_args: ${JSON.stringify(argument)} cannot be passed to sbatch: ${why}`,
    details: 'Expected: options of sbatch, one per entry, as in ["--constraint=a100", "--exclusive"].',
    fatal: true,
  });
}

/** The run directory cannot be named to Slurm. */
export function badRunDirectory(path: string): OcError {
  return new OcError({
    code: 'SLURM_PATH',
    message: `Slurm cannot write into ${JSON.stringify(path)}: the path holds a backslash or a control character`,
    details: 'sbatch takes a backslash in --output for an instruction. Choose another work_dir.',
    fatal: true,
  });
}

/** The option and its other name are both there. */
export function bothExtraArguments(): OcError {
  return new OcError({
    code: 'SLURM_ARGUMENTS_TWICE',
    message: 'extra_args and extra_command, its other name, are both there',
    details: 'Expected: one of the two. Move the entries of extra_command to extra_args.',
    fatal: true,
  });
}

/** A time limit that is none of Slurm's notations. */
export function badTimeLimit(value: string): OcError {
  return new OcError({
    code: 'SLURM_TIME_LIMIT',
    message: `time_limit: '${value}' is no time limit`,
    details: 'Expected: minutes, or as Slurm writes it: MM:SS, HH:MM:SS, D-HH, D-HH:MM, D-HH:MM:SS.',
    fatal: true,
  });
}

/** An amount of memory that is none of Slurm's notations. */
export function badMemory(value: string): OcError {
  return new OcError({
    code: 'SLURM_MEMORY',
    message: `mem: '${value}' is no amount of memory`,
    details: 'Expected: a number of megabytes, or a number with K, M, G or T, as in 64G.',
    fatal: true,
  });
}
