import type { EarlierJobs } from '../../pipeline/progress-state.ts';
import { formatCount, formatWaits, plural } from './numbers.ts';

/** `waiting for 16 jobs of an earlier launcher, 1,204 samples answered meanwhile, 4 queued (Resources)`. */
export function earlierLine({ open, total, answered, waits }: EarlierJobs): string {
  const jobs = open === total ? plural(total, 'job') : `${formatCount(open)} of ${plural(total, 'job')}`;
  return [
    `waiting for ${jobs} of an earlier launcher`,
    answered > 0 && `${plural(answered, 'sample')} answered meanwhile`,
    waits.length > 0 && formatWaits(waits),
  ]
    .filter(Boolean)
    .join(', ');
}
