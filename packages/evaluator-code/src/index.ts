export { passAtK } from './pass-at-k.ts';
export { type Ending, type Limits, type Program, type RunOptions, runProgram } from './sandbox/run-program.ts';
