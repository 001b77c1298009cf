import type { ModelProgress } from '../../pipeline/progress-state.ts';
import { formatCount } from './numbers.ts';

const SHOWN_AT_MOST = 12;

export interface ChosenModels {
  readonly shown: readonly ModelProgress[];
  /** A line for the others; none where all are shown. */
  readonly hidden: readonly string[];
}

/** The models that a screen has room for: those at work before those that wait, before those that are done. */
export function chooseModels(models: readonly ModelProgress[]): ChosenModels {
  if (models.length <= SHOWN_AT_MOST) return { shown: models, hidden: [] };
  const chosen = new Set(models.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, SHOWN_AT_MOST));
  const others = models.filter((model) => !chosen.has(model));
  const over = others.filter(isOver).length;
  const waiting = others.length - over;
  const counts = [over > 0 && `${formatCount(over)} done`, waiting > 0 && `${formatCount(waiting)} to do`];
  return {
    shown: models.filter((model) => chosen.has(model)),
    hidden: [`and ${formatCount(others.length)} more: ${counts.filter(Boolean).join(', ')}`],
  };
}

function rankOf(model: ModelProgress): number {
  if (isOver(model)) return 2;
  return model.workers.running + model.workers.starting > 0 ? 0 : 1;
}

function isOver({ samples }: ModelProgress): boolean {
  return samples.done + samples.failed >= samples.total;
}
