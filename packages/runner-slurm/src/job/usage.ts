import { readFileSync } from 'node:fs';

const SAMPLE_MS = 500;

/** `sysconf(_SC_CLK_TCK)`, which is 100 on every Linux that Slurm runs on. */
const TICKS_PER_SECOND = 100;

/** Processor time of all ended children: fields 16 and 17 of `/proc/self/stat` (proc(5)). 0 where there is no /proc. */
export function childrenCpuSeconds(): number {
  const stat = readText('/proc/self/stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_PER_SECOND;
}

/** The most memory that a process has held at once (`VmHWM`, itself a high-water mark, read now and then). */
export function watchMemory(pid: number | undefined): { stop(): number } {
  let most = 0;
  const look = (): void => {
    const [, kib] = /^VmHWM:\s*(\d+) kB$/m.exec(readText(`/proc/${pid}/status`)) ?? [];
    most = Math.max(most, Number(kib ?? 0));
  };
  look();
  const timer = setInterval(look, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return Math.round(most / 1024);
    },
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
