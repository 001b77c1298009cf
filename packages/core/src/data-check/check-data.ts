import { createPluginHost } from 'oc-plugin-host';
import { isOcError, type Logger } from 'oc-sdk';
import { blockOf } from '../config/custom/expand.ts';
import { type Inspection, type Issue, inspect } from '../config/custom/inspect.ts';
import { type CustomDataset, customNode } from '../config/custom/of-flags.ts';
import { openData } from '../config/custom/open.ts';
import { loadConfig } from '../config/index.ts';
import { Problems } from '../config/problems.ts';
import { pluginPlaces } from '../pipeline/plugin-places.ts';
import { previewsOf, wordsOf } from '../pipeline/previews.ts';
import { encodingIssues } from './encoding.ts';

export interface CheckRequest {
  readonly data: CustomDataset;
  readonly cwd: string;
  readonly cache: string;
  readonly logger: Logger;
  /** How many rows to show the prompts of. */
  readonly count: number;
}

/** A prompt that a row would become. */
export interface CheckedPrompt {
  /** From 0. */
  readonly row: number;
  readonly label?: string;
  readonly text: string;
}

/** What a data file would be read as. */
export interface DataReport extends Inspection {
  /** Absolute. */
  readonly file: string;
  /** Type of its reader. */
  readonly format: string;
  /** The dataset block that it stands for; undefined where it has no rows. */
  readonly block: Readonly<Record<string, unknown>> | undefined;
  /** None where the file cannot be used. */
  readonly prompts: readonly CheckedPrompt[];
}

/**
 * Reads a data file to its end, and says what a config that names it would make of it.
 *
 * @throws {OcError} `CONFIG_INVALID` where what was said of the file is wrong; what is wrong in it is in the report
 */
export async function checkData(request: CheckRequest): Promise<DataReport> {
  const { data, cwd } = request;
  const host = createPluginHost({ searchFrom: pluginPlaces(cwd) });
  const problems = new Problems(cwd);
  const opened = await openData(
    customNode(data, cwd, (key) => (key === 'path' ? 'FILE' : `--${key}`)),
    { host, problems },
  );
  problems.throwIfAny(data.path);
  if (opened === undefined) throw new Error('data without problems is not open');
  const inspection = await inspect(opened.dataset, opened.settings, { duplicates: true });
  const block = blockOf(opened, inspection);
  const { prompts, issues } = await promptsOf(request, inspection.count.error === 0);
  const more = [...(await encodingIssues(opened.file)), ...unscored(block), ...issues];
  return { ...withIssues(inspection, more), file: opened.file, format: opened.type, block, prompts };
}

function unscored(block: DataReport['block']): Issue[] {
  if (block === undefined || block.eval_cfg !== undefined) return [];
  return [
    {
      severity: 'warning',
      message: 'it has no column "answer": it can be asked (--mode infer) but not scored; or say output_column',
    },
  ];
}

function withIssues(inspection: Inspection, more: readonly Issue[]): Inspection {
  const added = (severity: Issue['severity']) => more.filter((issue) => issue.severity === severity).length;
  const { error, warning } = inspection.count;
  return {
    ...inspection,
    issues: [...more, ...inspection.issues],
    count: { error: error + added('error'), warning: warning + added('warning') },
  };
}

/** By the way of `oc-core prompt`, with a model that takes any. What is in its way is an issue. */
async function promptsOf(
  { data, cwd, cache, logger, count }: CheckRequest,
  isUsable: boolean,
): Promise<{ prompts: CheckedPrompt[]; issues: Issue[] }> {
  const prompts: CheckedPrompt[] = [];
  if (!isUsable) return { prompts, issues: [] };
  const host = createPluginHost({ searchFrom: pluginPlaces(cwd) });
  const { signal } = new AbortController();
  const overrides = [{ path: 'models', value: [{ type: 'echo', abbr: 'any' }], origin: 'oc-core data check' }];
  try {
    const config = await loadConfig({
      file: undefined,
      cwd,
      env: process.env,
      customDataset: data,
      overrides,
      host,
      mode: 'infer',
    });
    const pairs = config.datasets.map(({ abbr }) => ({ model: 'any', dataset: abbr }));
    for await (const preview of previewsOf(
      config,
      { pairs, datasets: config.datasets },
      { host, logger, signal, cache, count },
    )) {
      const shown = preview.prompts.map((each) => ({
        ...(each.label !== undefined && { label: each.label }),
        text: wordsOf(each),
      }));
      prompts.push(...shown.map((each) => ({ row: preview.index, ...each })));
    }
    return { prompts, issues: [] };
  } catch (error) {
    if (!isOcError(error)) throw error;
    const details = error.code === 'CONFIG_INVALID' ? `: ${error.details}` : '';
    return { prompts, issues: [{ severity: 'error', message: `${error.message}${details} (${error.code})` }] };
  }
}
