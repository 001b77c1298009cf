import { setTimeout as sleep } from 'node:timers/promises';

export type ToolAnswer =
  | { readonly status: 'answered'; readonly output: string }
  | { readonly status: 'missing' }
  | { readonly status: 'failed'; readonly problem: string };

interface ToolSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

/**
 * Runs a program that lists devices. One that hangs in the driver cannot even be killed, so the time limit does not
 * wait for its end.
 */
export async function runTool(program: string, args: readonly string[], settings: ToolSettings): Promise<ToolAnswer> {
  const { execa } = await import('execa');
  const subprocess = execa(program, args, {
    env: settings.environment,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    // Its own group keeps a Ctrl-C in the terminal from looking like a tool that failed.
    detached: true,
  });
  const timer = new AbortController();
  const timeout = sleep(settings.timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
  const result = await Promise.race([subprocess, timeout]);
  timer.abort();
  if (result === undefined) {
    subprocess.kill('SIGKILL');
    // Nor may it keep this process from ending.
    subprocess.unref();
    subprocess.stdout.destroy();
    subprocess.stderr.destroy();
    return { status: 'failed', problem: `${program} gave no answer within ${settings.timeoutMs / 1000} s` };
  }
  if (!result.failed) return { status: 'answered', output: result.stdout };
  if (result.code === 'ENOENT') return { status: 'missing' };
  return { status: 'failed', problem: `${program} failed: ${reasonOf(result.stderr || result.stdout, result)}` };
}

function reasonOf(output: string, { shortMessage }: { readonly shortMessage?: string | undefined }): string {
  return output.trim().split('\n', 1)[0] || (shortMessage ?? 'it printed nothing');
}
