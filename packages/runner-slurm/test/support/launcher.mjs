import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from 'oc-conformance';
import slurm from '../../dist/index.js';

/**
 * A launcher of its own, to be killed: `launcher.mjs FOLDER PROGRAM COUNT`. It runs jobs and writes their ids into
 * `FOLDER/ids.json` as they come.
 */
const [, , folder, program, count] = process.argv;
const { signal } = new AbortController();
const context = { logger: silentLogger, signal, runDirectory: folder, resolvePath: (path) => path };
const runner = await slurm.create({ on_interrupt: 'cancel' }, context);
const ids = [];
for (let n = 0; n < Number(count); n += 1) {
  const job = {
    ...{ id: `j${n}`, name: `test/j${n}`, cwd: folder, env: {}, resources: { gpus: 0 } },
    ...{ command: [process.execPath, '-e', program], logFile: join(folder, `j${n}.log`) },
  };
  const submitted = (id) => {
    ids[n] = id;
    writeFileSync(join(folder, 'ids.json'), JSON.stringify(ids));
  };
  void runner.run(job, { signal, logger: silentLogger, submitted });
}
