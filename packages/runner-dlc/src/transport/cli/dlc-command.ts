import PQueue from 'p-queue';
import type { CliSettings } from '../../settings.ts';
import { DlcFailure } from '../failure.ts';
import { failureIn, isUsageError } from './parse-output.ts';

export interface Answer {
  readonly stdout: string;
  readonly exitCode: number;
  /** What the program says of an error, where it says so. */
  readonly failure: DlcFailure | undefined;
}

/**
 * Runs `dlc` with an argument list, no standard input and a time limit, a few calls a second. Rejects with a
 * `DlcFailure` where there is no answer at all; what an answer means is for the caller.
 */
export type DlcCommand = (args: readonly string[], priority?: number) => Promise<Answer>;

export function dlcCommand(settings: CliSettings, environment: NodeJS.ProcessEnv): DlcCommand {
  const queue = queueOf(settings);
  const config = settings.configFile === undefined ? [] : [`--config=${settings.configFile}`];
  return async (args, priority = 0) =>
    await queue.add(() => call(settings, [...args, ...config], environment), { priority });
}

/** Runners of one launcher share the account, so they share its calls. */
const queues = new Map<string, PQueue>();

const MAX_AT_ONCE = 8;

function queueOf({ program, configFile = '', intervalMs }: CliSettings): PQueue {
  const key = JSON.stringify([program, configFile, intervalMs]);
  const known = queues.get(key);
  if (known) return known;
  const queue = new PQueue({ concurrency: MAX_AT_ONCE, intervalCap: 1, interval: intervalMs, strict: true });
  queues.set(key, queue);
  return queue;
}

async function call(
  { program, timeoutMs }: CliSettings,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Answer> {
  const { execa } = await import('execa');
  const result = await execa(program, args, {
    ...{ env: environment, extendEnv: false, reject: false, stdin: 'ignore' },
    ...{ timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024, stripFinalNewline: false },
  });
  if (result.code === 'ENOENT' || result.code === 'EACCES') {
    throw new DlcFailure('no-program', `'${program}' cannot be run: ${result.code}`);
  }
  if (result.timedOut) throw new DlcFailure('unknown', `dlc gave no answer within ${timeoutMs / 1000} s`);
  const output = `${result.stdout}\n${result.stderr}`;
  const failure = failureIn(output) ?? (isUsageError(output) ? new DlcFailure('refused', output) : undefined);
  const exitCode = result.exitCode ?? -1;
  return { stdout: result.stdout, exitCode, failure: failure ?? silentFailure(exitCode, output) };
}

function silentFailure(exitCode: number, output: string): DlcFailure | undefined {
  if (exitCode === 0) return undefined;
  return new DlcFailure(
    'unknown',
    `dlc ended with exit code ${exitCode}: ${output.trim().slice(-300) || 'no message'}`,
  );
}
