import { commandEnvironment } from '../environment.ts';

/** What a command of Slurm answered. */
export interface Answer {
  /** Undefined: it was not started, or did not end in time. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
  /** The program is not there. */
  readonly missing: boolean;
}

/** Runs one command of Slurm. Never rejects. */
export type SlurmCommand = (program: string, args: readonly string[], options?: { cwd?: string }) => Promise<Answer>;

/** By themselves commands give up on a silent controller after 10 to 60 s. */
const TIMEOUT_MS = 70_000;

/** Commands get an argument list, an environment without leaks, no standard input, and a time limit. */
export function slurmCommand(environment: NodeJS.ProcessEnv, timeoutMs = TIMEOUT_MS): SlurmCommand {
  return async (program, args, { cwd } = {}) => {
    const { execa } = await import('execa');
    const result = await execa(program, args, {
      env: commandEnvironment(environment),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: 64 * 1024 * 1024,
      ...(cwd === undefined ? {} : { cwd }),
    });
    return {
      exitCode: result.exitCode,
      stdout: result.stdout,
      stderr: result.timedOut ? `${program} gave no answer within ${timeoutMs / 1000} s` : result.stderr,
      elapsedMs: result.durationMs,
      missing: result.code === 'ENOENT',
    };
  };
}

/** Slurm's own words, in one line. */
export function slurmSays({ stderr, stdout, exitCode }: Answer): string {
  const lines = (stderr.trim() || stdout.trim()).split('\n').map((line) => line.trim());
  const text = lines
    .filter((line) => line !== '')
    .slice(-3)
    .join(' | ');
  return text || `exit code ${exitCode ?? 'none'} and no message`;
}
