import { pendingOf } from '../pipeline/failures.ts';
import type { PreparedRun } from '../pipeline/pipeline.ts';

/** One short paragraph before the start: what will run, what is there already, on how many workers. */
export function introduction({ plan, limits, config, open, mode }: PreparedRun): string {
  const samples = plan.pairs.reduce((sum, { size }) => sum + size, 0);
  const pending = pendingOf(plan.pairs);
  const models = config.models.filter(({ abbr }) => plan.pairs.some(({ model }) => model.abbr === abbr));
  const workers = models.map((model) => {
    const tasks = plan.infer.filter((task) => task.model === model.abbr).length;
    const most = Math.min(limits.infer.of(model), tasks);
    return `${model.abbr} ${most} × ${model.numGpus > 0 ? count(model.numGpus, 'GPU') : 'CPU'}`;
  });
  const lines = [
    `${open.reused ? 'Continuing' : 'New run'} ${open.name}: ${count(models.length, 'model')} × ${count(config.datasets.length, 'dataset')} = ${count(plan.pairs.length, 'pair')}, ${count(samples, 'sample')}, ${samples - pending} already answered.`,
  ];
  if (mode !== 'viz' && plan.infer.length > 0) {
    lines.push(
      `${count(plan.infer.length, 'task')} to infer, at most ${count(limits.infer.total, 'worker')} at once (${workers.join(', ')}).`,
    );
  }
  return lines.join('\n');
}

/** `1 task`, `2 tasks`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
