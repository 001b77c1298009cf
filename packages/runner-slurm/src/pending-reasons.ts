/** Why a job that waits will never start, whatever happens to other jobs: to be ended, with the reason. */
const NEVER: readonly RegExp[] = [
  /^PartitionTimeLimit$/,
  /^PartitionNodeLimit$/,
  /^DependencyNeverSatisfied$/,
  /^BadConstraints$/,
  /^AccountNotAllowed$/,
  /^InvalidAccount$/,
  /^InvalidQOS$/,
  /^QOSNotAllowed$/,
  /launch failed requeued held/i,
  /^(?:QOS|Assoc|Account)Max[A-Za-z0-9]*(?:PerJob|PerJobLimit)$/,
  /^QOSMin[A-Za-z0-9]+$/,
  /^QOSUsageThreshold$/,
];

/** Why a job waits for a person: to be said, and waited for. */
const FOR_A_PERSON: readonly RegExp[] = [
  /^PartitionDown$/,
  /^PartitionInactive$/,
  /^ReqNodeNotAvail/,
  /^JobHeld(?:User|Admin)$/,
  /^Nodes required for job are DOWN/i,
  /^Reservation(?:Deleted)?$/,
  /^(?:QOS|Assoc)Grp[A-Za-z0-9]*(?:Minutes|RunMinutes)/,
];

export type Wait = 'usual' | 'for-a-person' | 'never-ends';

/** What a reason in squeue's REASON column means for a job that is pending. */
export function waitOf(reason: string): Wait {
  // squeue may put brackets around it.
  const text = reason.trim().replace(/^\((.*)\)$/, '$1');
  if (NEVER.some((pattern) => pattern.test(text))) return 'never-ends';
  return FOR_A_PERSON.some((pattern) => pattern.test(text)) ? 'for-a-person' : 'usual';
}
