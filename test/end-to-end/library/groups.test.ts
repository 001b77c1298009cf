import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesBelow, ROOT } from '../../support/doc-pages.ts';
import { libraryConfigs } from '../../support/library.ts';

interface Group {
  readonly name: string;
  readonly subsets: readonly string[];
  readonly weights?: Readonly<Record<string, number>>;
}

const configs = libraryConfigs();
const abbrs = new Set(configs.flatMap((config) => config.abbrs));
const files = filesBelow('configs/summarizers').filter((file) => !file.endsWith('/standard-groups.yaml'));
const groups = files.flatMap((file) => groupsIn(file));

describe('the summary groups', () => {
  it.each(groups)('$name has all of its datasets in the library, or none', (group) => {
    const leaves = leavesOf(group);
    const there = leaves.filter((abbr) => abbrs.has(abbr));
    expect([[], leaves]).toContainEqual(there);
  });

  it.each([
    ...['mmlu', 'mmlu_pro', 'mmmlu', 'cmmlu', 'ceval', 'bbh', 'agieval', 'mgsm', 'OlympiadBenchMath'].map(
      (name) => [name, name] as const,
    ),
    ['flores_100', 'flores'],
    ['tydiqa-goldp', 'tydiqa'],
  ] as const)('%s is the whole of %s_gen', (name, dataset) => {
    const config = configs.find((each) => each.name === `${dataset}_gen`);
    const group = groups.find((each) => each.name === name) as Group;
    expect([...leavesOf(group)].sort()).toEqual([...(config?.abbrs ?? [])].sort());
  });

  it.each(groups.filter(({ weights }) => weights))('$name has a weight for every dataset', ({ subsets, weights }) => {
    expect(Object.keys(weights ?? {}).sort()).toEqual([...subsets].sort());
  });

  it('are all in what a config without a summarizer gets', () => {
    const standard = parse(readFileSync(join(ROOT, 'configs/summarizers/standard-groups.yaml'), 'utf8'));
    expect([...standard.summary_groups].sort()).toEqual(files.map((file) => basename(file, '.yaml')).sort());
  });
});

function groupsIn(file: string): Group[] {
  return (parse(readFileSync(join(ROOT, file), 'utf8')) as { summary_groups: Group[] }).summary_groups;
}

/** The datasets of a group, and of the groups in it. */
function leavesOf({ subsets }: Group): string[] {
  return subsets.flatMap((subset) => {
    const inner = groups.find(({ name }) => name === subset);
    return inner === undefined ? [subset] : leavesOf(inner);
  });
}
