import type { SandboxOptions } from './sandbox/sandbox.ts';

const MIB = 1 << 20;
const PROCESSES = 16;
const FILE_MIB = 64;
/** A program that waits rather than computes has so many times its processor time. */
const WALL_FACTOR = 4;

/** Options of every evaluator that runs programs. */
export const sandboxProperties = {
  python: { type: 'string', default: 'python3', description: 'The interpreter: a name on the PATH or a path.' },
  memory_limit_mib: { type: 'integer', minimum: 64, default: 1024, description: 'Address space of one process.' },
  concurrency: { type: 'integer', minimum: 1, default: 4, description: 'Programs that run at once.' },
  isolation: {
    enum: ['required', 'best_effort'],
    default: 'required',
    description: 'Whether to refuse where files, network and processes cannot be protected, or to warn and go on.',
  },
} as const;

/** Processor time of a program; in all it may take four times as long. */
export function timeLimit(seconds: number) {
  return {
    type: 'number',
    exclusiveMinimum: 0,
    default: seconds,
    description: 'Seconds of processor time that a program may take; in all, four times as many.',
  } as const;
}

export interface SandboxBlock {
  readonly python: string;
  readonly time_limit: number;
  readonly memory_limit_mib: number;
  readonly concurrency: number;
  readonly isolation: 'required' | 'best_effort';
}

export function sandboxOptions(block: SandboxBlock): SandboxOptions {
  return {
    python: block.python,
    isolation: block.isolation,
    concurrency: block.concurrency,
    limits: {
      cpuSeconds: block.time_limit,
      wallSeconds: WALL_FACTOR * block.time_limit,
      memoryBytes: block.memory_limit_mib * MIB,
      fileBytes: FILE_MIB * MIB,
      processes: PROCESSES,
    },
  };
}
