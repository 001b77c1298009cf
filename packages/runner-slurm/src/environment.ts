/** Slurm's commands and jobs change their behaviour for variables with these beginnings. */
const LEAKS = /^(?:SLURM|SBATCH|SALLOC|SRUN|SQUEUE|SACCT|SCANCEL|SINFO|SCONTROL|SSTAT)_/;

/** Where the cluster's configuration is, and what opens its doors. */
const KEPT = /^SLURM_(?:CONF|CONF_SERVER|JWT)$/;

/** For the launcher alone: its terminal's colours, and the pipe that its local workers watch. */
const OURS = /^(?:FORCE_COLOR|NO_COLOR|OC_PARENT_PIPE)$/;

/**
 * The environment of Slurm's commands, which jobs inherit. A launcher that is itself inside a job, or a user with
 * `SQUEUE_FORMAT` in the profile, must not change what we ask or what Slurm answers.
 */
export function commandEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => KEPT.test(name) || !(LEAKS.test(name) || OURS.test(name))),
  );
}
