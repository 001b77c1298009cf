import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from 'oc-conformance';
import slurm from '../../dist/index.js';

/**
 * A launcher of its own, to be killed: `launcher.mjs FOLDER PROGRAM COUNT`. It runs jobs and writes their ids into
 * `FOLDER/ids.json` as they come, and how they ended into `FOLDER/outcomes.json`.
 */
const [, , folder, program, count] = process.argv;
const { signal } = new AbortController();
const context = { logger: silentLogger, signal, runDirectory: folder, resolvePath: (path) => path };
const runner = await slurm.create({ on_interrupt: 'cancel' }, context);
const ids = [];
const outcomes = [];
for (let n = 0; n < Number(count); n += 1) {
  const job = {
    ...{ id: `j${n}`, name: `test/j${n}`, cwd: folder, env: {}, resources: { gpus: 0 } },
    ...{ command: [process.execPath, '-e', program], logFile: join(folder, `j${n}.log`) },
  };
  const submitted = (id) => {
    ids[n] = id;
    writeFileSync(join(folder, 'ids.json'), JSON.stringify(ids));
  };
  outcomes.push(runner.run(job, { signal, logger: silentLogger, submitted }));
}
writeFileSync(join(folder, 'outcomes.json'), JSON.stringify(await Promise.all(outcomes)));
