import { type InferConfig, isLabelTemplates, type ReaderConfig } from 'oc-plugin-host';
import type { DatasetRow, Row } from 'oc-sdk';
import { noMdlLabels } from '../../errors.ts';
import { type Examples, NO_EXAMPLES } from '../prompts/examples.ts';
import { textOf } from '../prompts/fill.ts';
import { createPresenter } from '../prompts/present/present.ts';
import type { PromptRenderer } from '../prompts/render.ts';
import type { LabelText } from './mdl.ts';

/** More are no labels, but answers. */
const MOST_LABELS = 26;

/**
 * The prompts of a row with each label, without the form of any model: another one scores them. Labels are those of the
 * template, or of `ice_template`, or else the answers that the train rows have.
 */
export function labelTexts(
  infer: InferConfig,
  { outputColumn }: ReaderConfig,
  renderer: PromptRenderer,
  rows: readonly DatasetRow[],
): (row: Row, examples: readonly number[]) => readonly LabelText[] {
  const { toScore } = createPresenter({ meta: undefined, takesMessages: false, warn: () => {} });
  const labels = labelsOf(infer, outputColumn, rows);
  const textsWith = (row: Row, examples: Examples): string[] =>
    isLabelTemplates(infer.prompt)
      ? renderer.forLabels(row, examples).map(({ dialogue }) => toScore(dialogue))
      : labels.map((label) => toScore(renderer.withAnswer({ ...row, [outputColumn ?? '']: label }, examples)));
  return (row, ids) => {
    const examples = renderer.arrange(ids.map((id) => renderer.example(rows[id]?.row as Row)));
    const bare = textsWith(row, NO_EXAMPLES);
    return textsWith(row, examples).map((text, i) => cut(text, bare[i] ?? ''));
  };
}

function labelsOf({ prompt, example }: InferConfig, output: string | undefined, rows: readonly DatasetRow[]): string[] {
  for (const templates of [prompt, example]) {
    if (templates !== undefined && isLabelTemplates(templates)) return templates.map(([label]) => label);
  }
  const found = new Set(rows.map(({ row }) => textOf(row[output ?? ''])));
  if (output === undefined || found.size < 2 || found.size > MOST_LABELS) throw noMdlLabels(output, found.size);
  return [...found].sort();
}

/** What a prompt has in common with the same one without examples, seen from its end, stands behind the examples. */
function cut(text: string, bare: string): LabelText {
  let length = 0;
  while (length < bare.length && text.at(-1 - length) === bare.at(-1 - length)) length += 1;
  return { context: text.slice(0, text.length - length), continuation: text.slice(text.length - length) };
}
