/** Loaded into every process of a run (`--import`): leaves behind what the process used, as one line of JSON. */
import { appendFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = {
    program: process.argv[1] ?? '',
    stage: process.argv[process.argv.indexOf('--stage') + 1],
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    rssMib: maxRSS / 1024,
    wallMs: performance.now(),
  };
  appendFileSync(process.env.OC_BENCH_USAGE, `${JSON.stringify(usage)}\n`);
});
