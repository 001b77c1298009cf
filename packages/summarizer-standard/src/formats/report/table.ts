import type { RunEffort, RunReport, TotalEffort } from 'oc-sdk';
import { escapeHtml } from '../escape-html.ts';
import { money, seconds, tokens } from './numbers.ts';

const MEASURES: readonly (readonly [name: string, of: (effort: RunEffort & Partial<TotalEffort>) => string])[] = [
  ['wall', ({ wall_seconds }) => (wall_seconds === undefined ? '' : seconds(wall_seconds))],
  ['bound', ({ bound_seconds }) => (bound_seconds === undefined ? '' : seconds(bound_seconds))],
  ['samples', ({ samples }) => String(samples)],
  ['loads', ({ loads }) => String(loads)],
  ['load', ({ load_seconds }) => seconds(load_seconds)],
  ['work', ({ work_seconds }) => seconds(work_seconds)],
  ['GPU-hours', ({ gpu_hours }) => (gpu_hours > 0 ? gpu_hours.toFixed(2) : '-')],
  ['prompt tokens', ({ prompt_tokens }) => tokens(prompt_tokens)],
  ['output tokens', ({ output_tokens }) => tokens(output_tokens)],
  ['money', (effort) => money(effort.money)],
];

/** Two lines for each model and for all together. */
export function plannedAndActual({ planned, actual }: RunReport): string {
  const head = ['model', '', ...MEASURES.map(([name]) => name)].map((name) => `<th>${name}</th>`).join('');
  const models = actual.models.flatMap((effort) => {
    const plan = planned?.models.find(({ model }) => model === effort.model);
    return rows(effort.model, plan, effort);
  });
  const body = [...models, ...rows('all', planned?.total, actual.total)];
  return `<table class="report"><thead><tr>${head}</tr></thead>\n<tbody>${body.join('\n')}</tbody></table>`;
}

function rows(name: string, planned: RunEffort | undefined, actual: RunEffort): string[] {
  const title = escapeHtml(name);
  return [...(planned ? [row(title, 'planned', planned)] : []), row(planned ? '' : title, 'actual', actual)];
}

function row(name: string, what: string, effort: RunEffort): string {
  const cells = MEASURES.map(([, of]) => `<td class="value">${escapeHtml(of(effort))}</td>`);
  return `<tr><td>${name}</td><td>${what}</td>${cells.join('')}</tr>`;
}
