import type { Money, RunEffort, TokenCount } from 'oc-sdk';
import type { ModelExpected, PlanForecast } from '../pipeline/forecast/plan-forecast.ts';
import { alignColumns } from './columns.ts';
import { count } from './introduction.ts';
import { formatCompact, formatDuration } from './live-view/numbers.ts';

const WORDS: Readonly<Record<PlanForecast['from'], string>> = {
  measured: 'as earlier runs took',
  scaled: 'scaled from what earlier runs took',
  guessed: 'a guess: no run has measured these models yet',
};

const HEAD = ['model', 'tasks', 'workers', 'load', 'work', 'GPU-hours', 'prompt tokens', 'output tokens', 'money'];
const NUMBERS = [1, 3, 4, 5, 6, 7, 8];

/** `infer: about 12:30 (…)`, how far from the bound, and a line for each model. */
export function forecastLines({ from, load_unknown, total, models }: PlanForecast, width: number): string[] {
  const { wall_seconds, bound_seconds } = total;
  const ratio =
    bound_seconds > 0
      ? `, ${(wall_seconds / bound_seconds).toFixed(2)} x the bound of ${formatDuration(bound_seconds)}`
      : '';
  const missing =
    load_unknown.length > 0 ? `; without the load of ${load_unknown.join(', ')}, which nobody has measured` : '';
  const all = models.length > 1 ? [['all', String(total.tasks), '', ...amounts(total, load_unknown.length === 0)]] : [];
  const rows = [HEAD, ...models.map((model) => modelRow(model, !load_unknown.includes(model.model))), ...all];
  const notes = notesOf(total);
  return [
    `infer: about ${formatDuration(wall_seconds)}${ratio}, ${count(total.loads, 'model load')} (${WORDS[from]}${missing})`,
    ...alignColumns(rows, { width: width - 2, flexible: 0, right: NUMBERS }).map((line) => `  ${line}`),
    ...(notes === '' ? [] : [`  ${notes}`]),
  ];
}

function modelRow(model: ModelExpected, isLoadKnown: boolean): string[] {
  const workers = `${model.workers} × ${model.gpus > 0 ? count(model.gpus, 'GPU') : 'CPU'}`;
  return [model.model, String(model.tasks), workers, ...amounts(model, isLoadKnown)];
}

function amounts(
  { load_seconds, work_seconds, gpu_hours, prompt_tokens, output_tokens, money }: RunEffort,
  isLoadKnown: boolean,
): string[] {
  return [
    isLoadKnown ? formatDuration(load_seconds) : '?',
    formatDuration(work_seconds),
    gpu_hours > 0 ? gpu_hours.toFixed(2) : '-',
    tokensText(prompt_tokens),
    tokensText(output_tokens),
    money.length === 0 ? '-' : money.map(moneyText).join(' + '),
  ];
}

const SIGNS: Readonly<Record<TokenCount['from'], string>> = { measured: '', estimated: '~', at_most: '≤', unknown: '' };

function tokensText({ count: tokens, from }: TokenCount): string {
  return tokens === null ? '?' : SIGNS[from] + formatCompact(tokens);
}

/** Two digits behind the point, and for less than a cent two that say something. */
export function moneyText({ amount, currency, from }: Money): string {
  if (amount === null) return `? ${currency}`;
  const number = amount > 0 && amount < 0.01 ? amount.toPrecision(2) : amount.toFixed(2);
  return `${SIGNS[from]}${number} ${currency}`;
}

const EXPLAINED: readonly (readonly [TokenCount['from'], string])[] = [
  ['estimated', '~ estimated from the prompts of the first samples'],
  ['at_most', '≤ if every answer were as long as it may be'],
  ['unknown', '? nobody knows: no run has counted them, and no max_out_len limits them'],
];

function notesOf({ prompt_tokens, output_tokens }: RunEffort): string {
  return EXPLAINED.filter(([from]) => [prompt_tokens.from, output_tokens.from].includes(from))
    .map(([, text]) => text)
    .join('; ');
}
