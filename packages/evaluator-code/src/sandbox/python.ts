import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pythonUnusable } from '../errors.ts';

const ASK = 'import sys; print(sys.executable); print(sys.version_info >= (3, 8)); print(sys.version.split()[0])';

/**
 * The interpreter itself, behind a name on the PATH or a wrapper: programs run without this environment.
 *
 * @throws {OcError} `CODE_PYTHON_UNUSABLE`
 */
export async function findPython(python: string): Promise<string> {
  const { stdout } = await promisify(execFile)(python, ['-c', ASK], { timeout: 60_000 }).catch((error: unknown) => {
    throw pythonUnusable(python, error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error));
  });
  const [executable = '', isNew, version] = stdout.split(/\r?\n/);
  if (isNew !== 'True') throw pythonUnusable(python, `it is version ${version}`);
  return executable;
}
