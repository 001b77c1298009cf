import { posix } from 'node:path';
import type { Package, SourceFile } from './workspace.ts';

/** Circles of imports among the files of each package, types included: such files cannot be understood one by one. */
export function checkCycles(packages: readonly Package[]): string[] {
  return packages.flatMap(({ folder, files }) => cyclesAmong(files).map((cycle) => `${folder}: ${cycle.join(' -> ')}`));
}

function cyclesAmong(files: readonly SourceFile[]): string[][] {
  const targets = new Map(files.map((file) => [file.path, targetsOf(file)]));
  const finished = new Set<string>();
  const cycles: string[][] = [];

  function visit(path: string, trail: readonly string[]): void {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path]);
    if (trail.includes(path) || finished.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  }

  for (const { path } of files) visit(path, []);
  return cycles;
}

function targetsOf({ path, imports }: SourceFile): string[] {
  const relatives = imports.map(({ specifier }) => specifier).filter((specifier) => specifier.startsWith('.'));
  return relatives.map((specifier) => posix.join(posix.dirname(path), specifier));
}
