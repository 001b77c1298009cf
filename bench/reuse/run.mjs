/**
 * How long a finished run takes to be seen as finished, and how long the quick start takes: two tiny models on six
 * datasets. Run after `npm run build`:
 *
 *     node bench/reuse/run.mjs [rounds]
 */
import { fileURLToPath } from 'node:url';
import { inFolder, median, runCli } from '../support/run-cli.mjs';

const rounds = Number(process.argv[2] ?? 5);
const quickstart = fileURLToPath(new URL('../../configs/quickstart.yaml', import.meta.url));

await inFolder(async (folder) => {
  const config = { extends: quickstart, work_dir: 'outputs' };
  const first = await runCli(folder, config);
  console.log(`quick start: ${first.seconds.toFixed(2)} s`);
  const again = [];
  for (let round = 0; round < rounds; round += 1) again.push((await runCli(folder, config, '-r', 'latest')).seconds);
  console.log(`again with -r latest: ${median(again).toFixed(2)} s, the median of ${rounds} (goal: under 1)`);
});
