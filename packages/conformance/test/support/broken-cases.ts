import type { ContractCase } from '../../src/index.ts';

/** Names of the cases that throw. */
export async function brokenCases(cases: readonly ContractCase[]): Promise<string[]> {
  const broken: string[] = [];
  for (const { name, run } of cases) {
    await run().catch(() => broken.push(name));
  }
  return broken;
}

/** The one case of a name. */
export function caseNamed(cases: readonly ContractCase[], name: string): ContractCase {
  const found = cases.filter((each) => each.name === name);
  if (found.length !== 1) throw new Error(`${found.length} cases are called ${JSON.stringify(name)}`);
  return found[0]!;
}
