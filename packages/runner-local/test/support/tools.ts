import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';

/** Each tool's program text, for Node; `answer(text)` makes one that prints a recorded answer. */
export type Tools = Readonly<Record<string, string>>;

/** A folder of programs that stand in for those of drivers, and an environment that finds these and no others. */
export async function toolEnvironment(tools: Tools): Promise<NodeJS.ProcessEnv & { PATH: string }> {
  const folder = await temporaryFolder();
  for (const [name, program] of Object.entries(tools)) {
    await writeFile(join(folder, name), `#!${process.execPath}\n${program}`, { mode: 0o755 });
  }
  return { PATH: folder };
}

/** Prints a text and notes the call, with its arguments, in `<program>.calls` beside it. */
export function answer(text: string, exitCode = 0): string {
  return `
    require('node:fs').appendFileSync(__filename + '.calls', process.argv.slice(2).join(' ') + '\\n');
    process.stdout.write(${JSON.stringify(text)});
    process.exitCode = ${exitCode};`;
}

/** What `nvidia-smi -L` prints on a machine with so many H100s. */
export function h100s(count: number): string {
  const line = (n: number) => `GPU ${n}: NVIDIA H100 80GB HBM3 (UUID: GPU-5c1d2f9${n}-7a3e-4b0c-9d52-0e6f1a8b7c3d)\n`;
  return Array.from({ length: count }, (_, n) => line(n)).join('');
}
