import { checkCycles } from './check-cycles.ts';
import { checkImports } from './check-imports.ts';
import { checkManifests } from './check-manifests.ts';
import { checkPlugins } from './check-plugins.ts';
import type { Law } from './law.ts';
import { readWorkspace } from './workspace.ts';

export interface Finding {
  /** One line each; empty where the law is kept. */
  readonly problems: readonly string[];
  /** How much was looked at: a check that sees nothing finds nothing. */
  readonly packages: number;
  readonly files: number;
  readonly imports: number;
}

/** Holds the workspace in a folder against the law. */
export function checkWorkspace(root: string, law: Law): Finding {
  const packages = readWorkspace(root);
  const files = packages.flatMap((one) => one.files);
  return {
    problems: [
      ...checkManifests(packages, law),
      ...checkImports(packages, law),
      ...checkCycles(packages),
      ...checkPlugins(packages),
    ],
    packages: packages.length,
    files: files.length,
    imports: files.flatMap(({ imports }) => imports).length,
  };
}
