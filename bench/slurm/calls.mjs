import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROGRAMS = ['sbatch', 'squeue', 'scancel', 'scontrol', 'sinfo', 'sacct', 'srun'];

/** Puts a program in front of each command of Slurm that notes the call and becomes the command. */
export async function countCalls(folder) {
  const file = join(folder, 'calls');
  for (const program of PROGRAMS) {
    const { stdout } = await run('sh', ['-c', 'command -v "$1"', 'sh', program]);
    const path = join(folder, program);
    await writeFile(path, `#!/bin/sh\necho ${program} >> '${file}'\nexec ${stdout.trim()} "$@"\n`);
    await chmod(path, 0o755);
  }
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  const names = async () => (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  const counts = async () => {
    const all = await names();
    return PROGRAMS.map((name) => [name, all.filter((each) => each === name).length]).filter(([, count]) => count > 0);
  };
  return {
    reset: () => writeFile(file, ''),
    total: async () => (await names()).length,
    of: async (program) => (await names()).filter((name) => name === program).length,
    text: async () => (await counts()).map(([name, count]) => `${count} ${name}`).join(', '),
  };
}
