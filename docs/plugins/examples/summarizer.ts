import { defineSummarizer, type OptionsOf, type SummaryCell, type SummaryInput } from 'oc-sdk';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    reasons: { type: 'boolean', default: true, description: 'Say why a score is missing.' },
  },
} as const;

/** One line per dataset and model; also as JSON Lines, for other programs. */
export default defineSummarizer({
  name: 'lines',
  summary: 'One line per score.',
  optionsSchema,
  create: ({ reasons }: OptionsOf<typeof optionsSchema>) => ({
    summarize(input) {
      const lines = pairsOf(input).map(({ dataset, column, cell }) => `${dataset} ${column} ${shown(cell, reasons)}`);
      const records = input.cells.map((cell) => `${JSON.stringify(cell)}\n`);
      return { text: lines.join('\n'), files: [{ extension: 'jsonl', content: records.join('') }] };
    },
  }),
});

function pairsOf({ datasets, models, cells }: SummaryInput) {
  return datasets.flatMap(({ abbr: dataset }) =>
    models.map(({ abbr: model, column }) => {
      const cell = cells.find((each) => each.dataset === dataset && each.model === model);
      return { dataset, column, cell };
    }),
  );
}

/** All metrics of a cell, or why it has none. */
function shown(cell: SummaryCell | undefined, reasons: boolean): string {
  const metrics = Object.entries(cell?.metrics ?? {}).map(([name, value]) => `${name}=${value.toFixed(2)}`);
  if (metrics.length > 0) return metrics.join(' ');
  return reasons && cell?.reason !== undefined ? `- (${cell.reason})` : '-';
}
