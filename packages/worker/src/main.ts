import { parseArgs } from 'node:util';
import { isOcError, type Logger } from 'oc-sdk';
import type { WorkerArguments } from 'oc-sdk/run-directory';
import { unknownTask } from './errors.ts';
import { createLogger } from './logger.ts';
import { runWorker } from './run-worker.ts';
import { visibleGpus } from './visible-gpus.ts';

const USAGE_ERROR = 2;

/** The program `oc-worker`: the only file of this package that touches `process`. */
export async function main(argv: readonly string[]): Promise<never> {
  const logger = createLogger((line) => process.stderr.write(line));
  const stopping = new AbortController();
  const aborted = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) aborted.abort();
    stopping.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.env.OC_PARENT_PIPE === '1') {
    endWithParent(() => {
      stopping.abort();
      aborted.abort();
    });
  }
  const args = parsed(argv, logger);
  const exitCode = args
    ? await runWorker(args, {
        logger,
        startedAt: 0,
        gpus: visibleGpus(process.env),
        stopping: stopping.signal,
        aborted: aborted.signal,
      })
    : USAGE_ERROR;
  // A plugin may have left a timer or a connection, and nobody's last word is waited for.
  process.exit(exitCode);
}

/** The launcher holds the other end of standard input: when it is gone, for whatever reason, so is our work. */
function endWithParent(end: () => void): void {
  process.stdin.once('end', end).once('close', end).once('error', end).resume();
}

function parsed(argv: readonly string[], logger: Logger): WorkerArguments | undefined {
  try {
    return parse(argv);
  } catch (error) {
    const { message, details } = isOcError(error) ? error : unknownTask(error instanceof Error ? error.message : '');
    logger.error([message, details].join('\n'));
    return undefined;
  }
}

function parse(argv: readonly string[]): WorkerArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      stage: { type: 'string' },
      plan: { type: 'string' },
      model: { type: 'string' },
      worker: { type: 'string' },
      'search-from': { type: 'string', multiple: true, default: [] },
    },
  });
  const [runDirectory] = positionals;
  const { stage, plan, model, worker } = values;
  if (!runDirectory || (stage !== 'infer' && stage !== 'eval') || !/^\d+$/.test(plan ?? '') || !model || !worker) {
    throw unknownTask('a worker was started without all of its arguments');
  }
  return { runDirectory, stage, plan: Number(plan), model, worker, searchFrom: values['search-from'] };
}
