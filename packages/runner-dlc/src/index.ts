import { defineRunner, type RunnerContext } from 'oc-sdk';
import { diagnose } from './diagnose.ts';
import { dlcRunner } from './dlc-runner.ts';
import { badDlcOption } from './errors.ts';
import { type Options, optionsSchema, settingsOf } from './options.ts';
import { TIMING, type Timing } from './settings.ts';
import { cliTransport } from './transport/cli/cli-transport.ts';
import { openapiTransport } from './transport/openapi/openapi-transport.ts';

/** Runs jobs on Alibaba PAI-DLC: one job for each worker, known by its own marks, found again after a crash. */
export default defineRunner({
  name: 'dlc',
  summary: 'Runs jobs on Alibaba PAI-DLC.',
  optionsSchema,
  create(options: Options, context: RunnerContext) {
    const { logger, runDirectory, signal: interrupted } = context;
    if (runDirectory.includes('\0')) throw badDlcOption('the run directory has no name', 'a path.');
    const settings = settingsOf(options, context.resolvePath);
    const transport = (settings.transport === 'cli' ? cliTransport : openapiTransport)(settings, process.env);
    const timing = timingOf(options);
    const onInterrupt = options.on_interrupt;
    const launcherNode = process.execPath;
    return {
      ...dlcRunner({
        ...{ settings, transport, onInterrupt, runDirectory },
        interrupted,
        timing,
        logger,
        launcherNode,
      }),
      diagnose: () => diagnose(settings, transport, runDirectory),
    };
  },
});

/** `dlc_sleep_time` is the least time between two questions; everything slower keeps its distance from it. */
function timingOf({ aliyun_cfg: { dlc_sleep_time: seconds } }: Options): Timing {
  const pollMs = seconds * 1000;
  const share = Math.min(1, pollMs / TIMING.pollMs);
  return {
    ...TIMING,
    pollMs,
    slowPollMs: Math.max(pollMs, TIMING.slowPollMs * share),
    queueNoticeMs: TIMING.queueNoticeMs * share,
    refusedMs: TIMING.refusedMs * share,
  };
}
