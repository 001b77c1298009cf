import { promptsOf, type Reading } from './reading.ts';
import type { CustomSettings } from './settings.ts';

/** What a data file becomes, as a config would say it. `columns`: those that every row has. */
export function customBlock(
  type: string,
  abbr: string,
  columns: readonly string[],
  reading: Reading,
  settings: CustomSettings,
): Record<string, unknown> {
  const { outputColumn, dataType } = reading;
  return {
    type,
    abbr: settings.abbr ?? abbr,
    ...(dataType === 'circular-mcq' && { circular: outputColumn }),
    reader_cfg: {
      input_columns: settings.input_columns ?? columns.filter((column) => column !== outputColumn),
      ...(outputColumn !== undefined && { output_column: outputColumn }),
      ...(settings.test_range !== undefined && { test_range: settings.test_range }),
    },
    infer_cfg: {
      prompt_template: { template: settings.template ?? templateOf(reading, settings) },
      retriever: { type: 'zero' },
      inferencer: { type: reading.inferMethod },
    },
    ...evaluation(reading, settings),
  };
}

function templateOf(reading: Reading, settings: CustomSettings): unknown {
  const { human, bot } = promptsOf(reading, settings);
  const turns = (said: string) => ({
    round: [
      { role: 'HUMAN', prompt: human },
      { role: 'BOT', prompt: said },
    ],
  });
  // Without a reference there is nothing that the turn of the model could hold.
  if (reading.outputColumn === undefined && reading.inferMethod === 'gen') {
    return { round: [{ role: 'HUMAN', prompt: human }] };
  }
  if (reading.inferMethod === 'gen') return turns(bot);
  const answer = `{${reading.outputColumn ?? 'answer'}}`;
  return Object.fromEntries(reading.options.map((option) => [option, turns(bot.replaceAll(answer, () => option))]));
}

function evaluation(reading: Reading, settings: CustomSettings): object {
  const { evaluator, evaluator_kwargs: options } = settings;
  if (evaluator === undefined && reading.outputColumn === undefined) return {};
  const own = typeof evaluator === 'string' ? { type: evaluator } : evaluator;
  const scoring = own ?? defaultEvaluator(reading);
  const isTurned = reading.dataType === 'circular-mcq' && reading.inferMethod === 'gen';
  const extracted = isTurned && { pred_postprocessor: { type: 'first-option', options: reading.options.join('') } };
  return { eval_cfg: { evaluator: { ...scoring, ...options }, ...extracted } };
}

function defaultEvaluator({ dataType, inferMethod, options }: Reading): object {
  if (dataType === 'circular-mcq') return { type: 'circular' };
  if (dataType === 'mcq' && inferMethod === 'gen') return { type: 'option-sim', options };
  return { type: 'accuracy' };
}
