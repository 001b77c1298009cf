import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { lasting, shownCommands } from './support/console-block.ts';
import { compileExamples, installExamples } from './support/doc-examples.ts';
import { docPages, filesBelow, type Page, ROOT } from './support/doc-pages.ts';
import { anchors, type CodeBlock, codeBlocks, firstCells, links } from './support/markdown.ts';
import { runCli, startCli } from './support/run-cli.ts';
import { type Project, tempProject } from './support/temp-project.ts';

const pages = docPages();
const pageNamed = (name: string): Page => pages.find((page) => page.name === name) ?? { name, text: '' };

const compiled = await mkdtemp(join(tmpdir(), 'oc-examples-'));
afterAll(() => rm(compiled, { recursive: true, force: true }));
await compileExamples(compiled);

/** A whole config begins with its name, `# config.yaml`. */
const FILE_NAME = /^# (\S+\.yaml)\n/;

describe('links', () => {
  it.each(pages)('of $name lead to files and headings that are there', ({ name, text }) => {
    const own = links(text).filter((target) => !/^[a-z]+:/.test(target));
    expect(own.filter((target) => !leadsSomewhere(name, target))).toEqual([]);
  });

  it('lead from the map of the docs to every page', () => {
    const mapped = ['docs/README.md', 'docs/decisions/README.md'].flatMap((name) =>
      links(pageNamed(name).text).map((target) => join(dirname(name), target)),
    );
    const wanted = filesBelow('docs').filter((name) => name.endsWith('.md') && name !== 'docs/README.md');
    expect(
      wanted.filter((name) => !mapped.some((target) => join(target, 'README.md') === name || target === name)),
    ).toEqual([]);
  });
});

describe('error codes', () => {
  it('are the same in the sources and in docs/errors.md', () => {
    const documented = firstCells(pageNamed('docs/errors.md').text).filter((cell) =>
      /^[A-Z][A-Z0-9_]{3,}(?:<\w+>)?$/.test(cell),
    );
    expect(documented.length).toBeGreaterThan(60);
    expect(documented.toSorted()).toEqual([...codesInSources()].sort());
  });
});

describe('the page of evaluators', () => {
  it('names every evaluator and postprocessor of the packages that hold some', async () => {
    const { text } = pageNamed('docs/evaluators.md');
    const named = new Set(text.match(/`[a-z][a-z0-9-]+`/g));
    const types = ['oc-evaluator-standard', 'oc-evaluator-judge', 'oc-evaluator-code'].flatMap((name) => typesIn(name));
    expect(types.length).toBeGreaterThan(60);
    expect(types.filter((type) => !named.has(`\`${type}\``))).toEqual([]);
  });

  it('names, of each row of its tables, what its numbers were checked with', () => {
    const tables = pageNamed('docs/evaluators.md')
      .text.split('\n')
      .filter((line) => line.startsWith('| `'));
    const words =
      /vectors|examples|properties|OpenCompass|script|checker|sacreBLEU|rouge-score|Math-Verify|no other program/i;
    expect(tables.length).toBeGreaterThan(40);
    expect(tables.filter((row) => !words.test(row.split('|').at(-2) ?? ''))).toEqual([]);
  });

  it('names fixtures that are there', () => {
    const folder = join(ROOT, 'packages/evaluator-standard/test/fixtures');
    const files = pageNamed('docs/evaluators.md').text.match(/(?<=`)[\w-]+\.json(?=`)/g) ?? [];
    expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
    expect(new Set(files).size).toBeGreaterThan(5);
  });
});

describe('flags', () => {
  it('are the same in the help and in the guide', async () => {
    const { stdout } = await runCli(await tempProject(), '--help');
    const inHelp = flagsIn(stdout.slice(stdout.indexOf('Flags:')));
    const inGuide = flagsIn(firstCells(pageNamed('docs/guide.md').text).join('\n'));
    expect(inGuide).toEqual(inHelp.filter((flag) => flag !== '--help'));
  });
});

describe('code blocks', () => {
  it.each(pages)('of $name that name a file hold text of that file', ({ name, text }) => {
    for (const block of codeBlocks(text).filter(({ info }) => info !== '')) {
      expect(readFileSync(join(ROOT, dirname(name), block.info), 'utf8')).toContain(block.text);
    }
  });

  it.each(pages)('of $name in YAML can be read', ({ text }) => {
    const blocks = codeBlocks(text).filter(({ language }) => language === 'yaml');
    const errors = blocks.flatMap((block) => parseAllDocuments(block.text)).flatMap((document) => document.errors);
    expect(errors).toEqual([]);
  });
});

describe('pages with whole configs', { timeout: 300_000 }, () => {
  const withConfigs = pages.filter(({ text }) => configsIn(text).length > 0);

  it('are there', () => {
    expect(withConfigs.length).toBeGreaterThan(7);
  });

  it.each(withConfigs)('$name: the configs are valid, those called broken are not', async ({ text }) => {
    const project = await projectOf(text);
    for (const { name, text: config } of configsIn(text)) {
      const env = Object.fromEntries(
        [...config.matchAll(/\$\{env:(\w+)/g)].map(([, variable]) => [variable, 'http://x']),
      );
      const { exitCode, stderr } = await startCli(project, ['validate', name], env).finished;
      expect(`${name}: ${exitCode} ${name.startsWith('broken') ? '' : stderr}`).toBe(
        `${name}: ${name.startsWith('broken') ? 2 : 0} `,
      );
    }
  });

  it.each(withConfigs)('$name: the commands print what is shown', async ({ text }) => {
    const project = await projectOf(text);
    const blocks = codeBlocks(text).filter(({ language }) => language === 'console');
    for (const { args, output } of blocks.flatMap((block) => shownCommands(block.text))) {
      const { stdout, stderr } = await runCli(project, ...args);
      const [shown, table] = [lasting(output, project.root), lasting(stdout, project.root)];
      expect(shown, args.join(' ')).toContain(table);
      // What goes to standard output stands between lines of standard error, wherever it was printed.
      expect(wordsWithout(shown, table), args.join(' ')).toEqual(wordsWithout(lasting(stderr, project.root), ''));
    }
  });
});

describe('the example plugins', { timeout: 120_000 }, async () => {
  const contracts: Record<string, { name: string; run(): Promise<void> }[]> = await import(
    join(compiled, 'dist/contracts.js')
  );

  it('are one of every kind', () => {
    expect(Object.keys(contracts)).toHaveLength(7);
  });

  for (const [title, cases] of Object.entries(contracts)) {
    describe(title, () => {
      for (const { name, run } of cases) it(name, run);
    });
  }
});

/** The configs of a page, in a folder of their own with the example plugins. */
async function projectOf(text: string): Promise<Project> {
  const project = await tempProject();
  await installExamples(compiled, project);
  for (const { name, text: config } of configsIn(text)) await project.write(name, config);
  return project;
}

function configsIn(page: string): { name: string; text: string }[] {
  return codeBlocks(page).flatMap(({ language, text }: CodeBlock) => {
    const name = language === 'yaml' ? FILE_NAME.exec(text)?.[1] : undefined;
    return name === undefined ? [] : [{ name, text }];
  });
}

function leadsSomewhere(from: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || anchors(readFileSync(join(ROOT, file), 'utf8')).includes(anchor);
}

function flagsIn(text: string): string[] {
  return [...new Set(text.match(/--[a-z][a-z-]+/g))].sort();
}

function wordsWithout(text: string, part: string): string[] {
  return (part === '' ? text : text.replace(part, '')).split(/\s+/).filter(Boolean);
}

/** Other people's codes and names of environment variables. */
const FOREIGN = /^(?:ERR|UND_ERR|CSV|OC|HF|CUDA|ROCR|HIP|ASCEND|PCI)_|^HTTP_\d|^INVALID_OPENING_QUOTE$/;

/** What can stand behind `type:` for the plugins of a package: its sub-paths. */
function typesIn(name: string): string[] {
  const manifest = JSON.parse(readFileSync(join(ROOT, `packages/${name.replace('oc-', '')}/package.json`), 'utf8'));
  const { exports } = manifest as { exports: Record<string, unknown> };
  return Object.keys(exports).flatMap((path) => /^\.\/([a-z][a-z0-9-]+)$/.exec(path)?.[1] ?? []);
}

function codesInSources(): Set<string> {
  const folders = filesBelow('packages').filter((name) => /^packages\/(?!conformance)[\w-]+\/src\/.*\.ts$/.test(name));
  const sources = folders.map((name) => readFileSync(join(ROOT, name), 'utf8')).join('\n');
  const literals = [...sources.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'|code: '([A-Z]+)'/g)];
  const patterns = [...sources.matchAll(/code: `([A-Z_]+)\$\{(\w+)\}`/g)].map(([, start, name]) => `${start}<${name}>`);
  const codes = literals.map(([, long, short]) => long ?? short ?? '').filter((code) => !FOREIGN.test(code));
  return new Set([...codes, ...patterns]);
}
