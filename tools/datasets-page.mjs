#!/usr/bin/env node
/**
 * docs/datasets.md: a table of the dataset library, made from the files in configs/datasets/.
 *
 *     node tools/datasets-page.mjs           prints the page
 *     node tools/datasets-page.mjs --write   writes it
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs/datasets.md');

if (process.argv.includes('--write')) writeFileSync(page, pageText());
else process.stdout.write(pageText());

function pageText() {
  const configs = libraryFiles().map(configOf);
  const groups = grouped(configs.map((config) => withParts(config, configs)));
  const lines = groups.toSorted((a, b) => compare(a.title, b.title)).map(rowOf);
  return `${introduction(groups)}\n| config | what it is | items | abbr | asked | scored by | from | licence |\n${'| --- '.repeat(8)}|\n${lines.join('\n')}\n`;
}

function introduction(groups) {
  const names = groups.flatMap(({ configs }) => configs);
  const listed = names.flatMap(({ parts }) => parts);
  // The same rows asked or scored in another way are no dataset more.
  const whole = names.filter(({ name }) => !listed.includes(name)).map(({ facts }) => `${facts.source} ${facts.items}`);
  return `<!-- Made by tools/datasets-page.mjs: change the files in configs/datasets/ and run it with --write. -->
# The dataset library

${new Set(whole).size} datasets in ${names.length} configs, each a file of [\`configs/datasets/\`](../configs/datasets) that \`datasets: [siqa_gen]\` or \`--datasets siqa_gen\`
names. \`_gen\` lets the model write, \`_ppl\` compares or measures texts. Abbrs and choices of samples are OpenCompass's
where nothing else is said. The prompts are our own, so scores are close to those of other tools and not the same.

The rows come from the Hugging Face hub, in the layout of the original dataset: [oc-dataset-hub](../packages/dataset-hub/README.md) has the mirror,
token, proxy and offline switches. Each config is run by the tests from made-up rows in that layout to a score. The layouts
were written down from knowledge of the datasets, and not compared with the hub itself: a file that is missing there, or
has other columns, is an error that says what there is.

The rows of GSM8K, GSM-hard, SVAMP, MGSM, BIG-Bench Hard, OlymMATH, HumanEval, MBPP and AGIEval (\`math\`, \`gaokao-mathcloze\`)
that are kept on GitHub were put through these configs once, with the references as answers: all were right but for four of
BIG-Bench Hard, two whose references name no option and two that occur twice with different references.

*Asked*: how, and after how many examples. *Scored by*: [evaluators and postprocessors](evaluators.md), [judges](judges-and-code.md).
`;
}

function libraryFiles() {
  return readdirSync(join(root, 'configs/datasets'), { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('tiny/'))
    .sort(compare);
}

function configOf(file) {
  const text = readFileSync(join(root, 'configs/datasets', file), 'utf8');
  const whole = parse(text);
  const block = whole.datasets?.[0] ?? whole;
  const [title, facts, ...notes] = text.split('\n').filter((line) => line.startsWith('#'));
  const [, items, source, licence, paper] = /^# ([\d,]+) items\. Source: (.+?)\. Licence: (.+)\. Paper: (.+)\.$/.exec(
    facts,
  );
  return {
    name: basename(file, '.yaml'),
    file,
    title: title.slice(2),
    notes: notes.map((line) => line.replace(/^# ?/, '')),
    facts: { items, source, licence, paper },
    abbr: block.abbr?.replaceAll(/\$\{each(?::\w+)?\}/g, '*'),
    count: (whole.for_each?.length ?? 1) * (whole.datasets?.length ?? 1),
    parts: typeof block === 'string' ? whole.datasets : [],
    blocks: [block],
  };
}

/** A file that only lists others has all that these have. */
function withParts(config, configs) {
  const parts = configs.filter(({ name }) => config.parts.includes(name));
  if (parts.length === 0) return config;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return { ...config, abbr: parts[0].abbr, count, blocks: parts.flatMap(({ blocks }) => blocks) };
}

/** What differs in nothing but how it is asked is one row. */
function grouped(configs) {
  const groups = new Map();
  for (const config of configs) {
    const key = JSON.stringify([config.title, config.abbr]);
    const group = groups.get(key) ?? { ...config, notes: [], configs: [] };
    group.configs.push(config);
    group.notes.push(...config.notes.filter((note) => !group.notes.includes(note)));
    groups.set(key, group);
  }
  return [...groups.values()];
}

function rowOf({ title, notes, facts, abbr, count, configs }) {
  const each = (cell) => [...new Set(configs.flatMap(cell))].join(', ');
  const eachBlock = (cell) => each(({ blocks }) => blocks.map(cell));
  const cells = [
    each(({ name, file }) => `[\`${name}\`](../configs/datasets/${file})`),
    [title, ...notes].join(' '),
    facts.items,
    `\`${abbr}\`${count > 1 ? ` (${count})` : ''}`,
    eachBlock(askedBy),
    eachBlock(scoredBy),
    `${linked(facts.source)}; ${facts.paper.replace(/arXiv:([\d.]+\d)/, '[$&](https://arxiv.org/abs/$1)')}`,
    facts.licence,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function askedBy({ infer_cfg }) {
  const { retriever, inferencer } = infer_cfg;
  const shots = retriever?.fix_id_list?.length ?? retriever?.ice_num ?? writtenExamples(infer_cfg.prompt_template);
  return `${inferencer.type ?? inferencer} ${shots}-shot`;
}

/** Those that stand in the conversation itself: a user's turn and the answer to it. */
function writtenExamples(prompt) {
  const round = prompt?.template?.round ?? [];
  return round.filter(({ role }, turn) => role === 'BOT' && turn < round.length - 1).length;
}

function scoredBy({ eval_cfg }) {
  const { evaluator, pred_postprocessor: after } = eval_cfg;
  const names = [evaluator.type ?? evaluator, evaluator.rule_evaluator, after].filter((each) => each !== undefined);
  const [score, ...rest] = names.map((each) => `\`${each.type ?? each}\``);
  return rest.length === 0 ? score : `${score} after ${rest.join(', ')}`;
}

/** `*` in a name stands for several datasets: there is no page of them all. */
function linked(source) {
  if (source.includes('*')) return source.replace(/^hub (\S+)/, '`$1`');
  return source.replace(/^hub (\S+\/[^\s.,]+(?:\.[^\s.,]+)*)/, '[$1](https://huggingface.co/datasets/$1)');
}

function compare(a, b) {
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1;
}
