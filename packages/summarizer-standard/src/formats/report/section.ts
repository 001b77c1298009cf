import type { RunReport } from 'oc-sdk';
import { gantt } from './gantt.ts';
import { seconds } from './numbers.ts';
import { plannedAndActual } from './table.ts';

/** What the inference took, beside what was planned, and what each worker did when. */
export function reportSection(report: RunReport): string {
  const { planned, actual, utilisation } = report;
  const { wall_seconds, bound_seconds } = actual.total;
  const ratio = bound_seconds > 0 ? `, of which it took ${(wall_seconds / bound_seconds).toFixed(2)} times` : '';
  const facts = [
    `The inference of this invocation took ${seconds(wall_seconds)}${planned ? `, planned were ${seconds(planned.total.wall_seconds)}` : ''}.`,
    `The same work on all workers and GPUs evenly, and one model load, is ${seconds(bound_seconds)}${ratio}.`,
    `${Math.round(100 * utilisation)} % of the workers' time was work.`,
  ];
  return [`<h2>Time</h2><p>${facts.join(' ')}</p>`, plannedAndActual(report), gantt(report)].join('\n');
}
