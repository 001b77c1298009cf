/** What a failed `sbatch` means for what comes next. */
export type Refusal =
  /** The same command will never do. */
  | 'never'
  /** The user has as many jobs as allowed: fewer, or later. */
  | 'limit'
  /** The controller did not answer: the jobs may have been taken all the same. */
  | 'unknown';

/** Slurm says both on the second line of limits that are for ever and of limits that pass: the first line tells. */
const LIMIT =
  /(?:MaxSubmit|MaxJobCount|MaxSubmitJob|SubmitJobsPer|job submit limit reached|Slurm temporarily unable to accept job)/i;

const UNKNOWN =
  /(?:Socket timed out|Unable to contact slurm controller|Resource temporarily unavailable|Zero Bytes were transmitted|Connection (?:refused|reset|timed out)|Transport endpoint|Message receive failure|slurmctld.* not responding|Could not establish a configuration source|gave no answer)/i;

export function classifyRefusal(message: string): Refusal {
  if (LIMIT.test(message)) return 'limit';
  return UNKNOWN.test(message) ? 'unknown' : 'never';
}

/** `--test-only` says this also where all nodes are down at the moment, or the controller has just started; `sbatch` then waits. */
const NOT_NOW = /node configuration is not available/i;

/** Whether a refusal of `--test-only` holds for a submission too. */
export function isFinalOfTest(message: string): boolean {
  return classifyRefusal(message) === 'never' && !NOT_NOW.test(message);
}
