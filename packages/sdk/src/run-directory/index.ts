export { WorkerClaims } from './claims.ts';
export { createExclusively, hasCode, namedError, writeFileAtomically } from './files.ts';
export { JsonlAppender, JsonlTail, readJsonl } from './jsonl.ts';
export { lastLines, tailOf } from './log-tail.ts';
export { isPathSafe, RUN_FORMAT_VERSION, RunDirectory, type Stage, StageDirectory } from './paths.ts';
export {
  type Attempt,
  askToGiveBack,
  askToLeave,
  claimAttempt,
  claimedAttempts,
  endAttempt,
  isAskedToGiveBack,
  isAskedToLeave,
  isClaimed,
  nextAttempt,
  readEnded,
  readEnds,
  readHeldClaims,
  readRequests,
  readSetbacks,
  taskId,
  withoutEnd,
} from './queue.ts';
export type {
  ClaimRecord,
  EndedRecord,
  GeneratedFields,
  JobRecord,
  LabelScore,
  Prediction,
  SampleRecord,
  ScoredFields,
  TaskRecord,
  WorkerEvent,
} from './records.ts';
export type { ResultRecord } from './result.ts';
export { type ScannedSample, scanSamples } from './scan.ts';
export type { BlockSpec, PairSpec, StageSpec, WorkerArguments, WorkerControl } from './spec.ts';
