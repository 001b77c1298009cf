import { evalConfigOf, inferConfigOf, readerConfigOf, repeatsOf, selectRows, type Template } from 'oc-plugin-host';
import { isOcError } from 'oc-sdk';
import { showPath } from './describe.ts';
import { type ConfigNode, nodeAt, type Path, plain, positionAt } from './node.ts';
import type { Problems } from './problems.ts';

/** What no schema can say of a dataset block: parts of it that do not fit together. */
export function checkDataset(root: ConfigNode, path: Path, problems: Problems): void {
  const node = nodeAt(root, path);
  if (node === undefined) return;
  const block = plain(node) as Readonly<Record<string, unknown>>;
  const add = (inside: Path, message: string) =>
    problems.add(positionAt(root, [...path, ...inside]), `${showPath(root, [...path, ...inside])} ${message}`);
  checkRanges(block, add);
  checkLabels(block, add);
  checkExamples(block, add);
  checkRepeats(block, add);
  checkExtractions(block, add);
}

type Add = (inside: Path, message: string) => void;

function checkRanges(block: Readonly<Record<string, unknown>>, add: Add): void {
  const { trainRange, testRange } = readerConfigOf(block);
  for (const [key, range] of Object.entries({ train_range: trainRange, test_range: testRange })) {
    try {
      selectRows(0, range);
    } catch (error) {
      if (!isOcError(error)) throw error;
      add(['reader_cfg', key], `must be a number or Python slices with a positive step: ${error.message}`);
    }
  }
}

function checkRepeats(block: Readonly<Record<string, unknown>>, add: Add): void {
  const { n, k } = repeatsOf(block);
  const beyond = k.find((each) => each > n);
  if (beyond === undefined) return;
  add(['k'], `must not be above n: ${beyond} of ${n} ${n === 1 ? 'answer' : 'answers'} cannot be drawn`);
}

function checkExtractions(block: Readonly<Record<string, unknown>>, add: Add): void {
  const names = evalConfigOf(block)?.extractions.map(({ name }) => name) ?? [];
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index)
      add(['eval_cfg', 'extractions', index, 'name'], `must be its own: ${JSON.stringify(name)} is there already`);
  }
}

function checkLabels(block: Readonly<Record<string, unknown>>, add: Add): void {
  const { prompt, inferencer } = inferConfigOf(block);
  if (inferencer.type !== 'ppl') return;
  if (!('length' in prompt)) {
    add(
      ['infer_cfg', 'prompt_template', 'template'],
      'must be a map with one template per label: the inferencer is ppl',
    );
    return;
  }
  const labels = prompt.map(([label]) => label);
  for (const [index, label] of (inferencer.labels ?? []).entries()) {
    if (labels.includes(label)) continue;
    const known = labels.map((name) => JSON.stringify(name)).join(', ');
    add(
      ['infer_cfg', 'inferencer', 'labels', index],
      `must be a label of the template (${known}), not ${JSON.stringify(label)}`,
    );
  }
}

function checkExamples(block: Readonly<Record<string, unknown>>, add: Add): void {
  const { prompt, example, exampleToken, exampleIds } = inferConfigOf(block);
  const infer = block.infer_cfg as { retriever?: { type: string } };
  const showsSome = /^fix/i.test(infer.retriever?.type ?? '');
  if (!showsSome && exampleIds.length > 0) add(['infer_cfg', 'retriever'], 'is zero: it takes no fix_id_list');
  if (!showsSome) return;
  if (exampleIds.length === 0) add(['infer_cfg', 'retriever'], 'needs the key "fix_id_list" with at least one row');
  if (example === undefined) add(['infer_cfg'], 'needs the key "ice_template": how an example is written');
  const templates = 'length' in prompt ? prompt.map(([, template]) => template) : [prompt];
  if (exampleToken !== undefined && !templates.every((template) => holdsToken(template, exampleToken))) {
    const where = `must hold the ice_token ${JSON.stringify(exampleToken)}, in turns as one of its own`;
    add(['infer_cfg', 'prompt_template'], `${where}: the examples go there`);
  }
}

function holdsToken(template: Template, token: string): boolean {
  if (template.form === 'text') return template.text.includes(token);
  return template.messages.some(({ content }) => content.trim() === token);
}
