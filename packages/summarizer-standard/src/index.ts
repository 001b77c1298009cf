import { defineSummarizer, type OptionsOf, type Summary, type SummaryInput } from 'oc-sdk';
import { columnsOf } from './columns.ts';
import { scoreDatasets } from './datasets.ts';
import { formatCsv } from './formats/csv.ts';
import { formatHtml } from './formats/html.ts';
import { formatJson } from './formats/json.ts';
import { formatMarkdown } from './formats/markdown.ts';
import { formatText } from './formats/txt.ts';
import { checkGroups, groupSchema, nameSchema } from './group-options.ts';
import { scoreGroups } from './groups.ts';
import { allRows, namedRows, type Table } from './rows.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    dataset_abbrs: {
      type: 'array',
      items: nameSchema,
      description:
        'Rows, in this order: a dataset or group by its name (the main metric) or as [name, metric]. ' +
        'Default: all datasets with all their metrics, then all groups.',
    },
    summary_groups: {
      type: 'array',
      items: groupSchema,
      default: [],
      description: 'Averages over several datasets: rows of their own.',
    },
    formats: {
      type: 'array',
      items: { enum: ['txt', 'csv', 'md', 'json', 'html'] },
      uniqueItems: true,
      default: ['txt', 'csv', 'md', 'json', 'html'],
      description: 'Files to write.',
    },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;

/** Datasets by models, as OpenCompass's summary shows them, and under the table why a cell is empty. */
export default defineSummarizer({
  name: 'standard',
  summary: 'A table of datasets by models with group averages: text, CSV, Markdown, JSON and HTML.',
  optionsSchema,
  create(options: Options, { logger }) {
    checkGroups(options.summary_groups);
    return {
      summarize(input, { width }): Summary {
        const table = tableOf(input, options, (message) => logger.warn(message));
        const files = options.formats.map((format) => ({
          extension: format,
          content: contentOf(format, table, input),
        }));
        return { text: formatText(table, width), files };
      },
    };
  },
});

function tableOf(input: SummaryInput, options: Options, warn: (message: string) => void): Table {
  const columns = columnsOf(input.models);
  const datasets = scoreDatasets(input, columns);
  const scored = [...datasets, ...scoreGroups(options.summary_groups, datasets, warn)];
  const names = columns.map(({ name }) => name);
  const rows = options.dataset_abbrs ? namedRows(options.dataset_abbrs, scored, names) : allRows(scored);
  return { columns: names, rows };
}

function contentOf(format: Options['formats'][number], table: Table, input: SummaryInput): string {
  switch (format) {
    case 'txt':
      return formatText(table);
    case 'csv':
      return formatCsv(table);
    case 'md':
      return formatMarkdown(table);
    case 'json':
      return formatJson(table, input);
    case 'html':
      return formatHtml(table, input);
  }
}
