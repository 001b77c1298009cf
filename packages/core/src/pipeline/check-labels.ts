import { instantiate, isLabelTemplates, type PluginHost, resolveAlias } from 'oc-plugin-host';
import type { DatasetRow, Logger } from 'oc-sdk';
import type { Config, DatasetBlock } from '../config/types.ts';
import { answersAreNoLabels } from '../errors.ts';
import { mapFew } from './map-few.ts';

/** Rows looked at: enough to tell a template that is wrong from a row that is odd. */
const ROWS = 100;

/**
 * Where the prediction is a label and the score is its equality with the answer of the row, a row whose answer is no
 * label can only be wrong. All of the first rows: that is an error. Some of them: a warning.
 *
 * @throws NO_SUCH_LABEL
 */
export async function checkLabels(
  { datasets, models }: Pick<Config, 'datasets' | 'models'>,
  host: PluginHost,
  context: { logger: Logger; signal: AbortSignal },
): Promise<void> {
  if (models.some(({ predPostprocessors }) => predPostprocessors.length > 0)) return;
  await mapFew(datasets, async (dataset) => {
    const labels = comparedLabels(dataset);
    const { outputColumn, testSplit } = dataset.reader;
    if (labels === undefined || outputColumn === undefined) return;
    const live = await instantiate(host, 'dataset', dataset.spec, context);
    let seen = 0;
    const odd: DatasetRow[] = [];
    for await (const row of live.rows(testSplit, 0, ROWS)) {
      seen += 1;
      if (!labels.includes(String(row.row[outputColumn]))) odd.push(row);
    }
    const [first] = odd;
    if (first === undefined) return;
    const answer = first.row[outputColumn];
    if (odd.length === seen) throw answersAreNoLabels(dataset.abbr, answer, labels);
    context.logger.warn(
      `dataset ${dataset.abbr}: ${odd.length} of the first ${seen} rows can only be wrong: row ${first.index} has the answer ${JSON.stringify(answer)}, which is none of the labels ${labels.join(', ')}`,
    );
  });
}

/** The labels that are compared with answers as they stand; undefined where something is made of either, or another score. */
function comparedLabels({ infer: { inferencer, prompt }, evaluation }: DatasetBlock): readonly string[] | undefined {
  if ((inferencer.type !== 'ppl' && inferencer.type !== 'll') || !isLabelTemplates(prompt)) return undefined;
  if (evaluation === undefined || resolveAlias('evaluator', evaluation.evaluator.type) !== 'standard/accuracy')
    return undefined;
  const { predPostprocessors, datasetPostprocessors, extractions } = evaluation;
  if (predPostprocessors.length + datasetPostprocessors.length + extractions.length > 0) return undefined;
  return inferencer.labels ?? prompt.map(([label]) => label);
}
