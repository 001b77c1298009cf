import type { RunReport } from 'oc-sdk';

/** `took 12.3 s, planned 11.8 s, 93 % of worker time was work`: the inference of this invocation. */
export function tookLine({ planned, actual, utilisation }: RunReport): string {
  const { wall_seconds, bound_seconds } = actual.total;
  const plan = planned ? `, planned ${planned.total.wall_seconds.toFixed(1)} s` : '';
  const work = `${Math.round(100 * utilisation)} % of worker time was work`;
  return `took ${wall_seconds.toFixed(1)} s${plan}, ${work}; the bound was ${bound_seconds.toFixed(1)} s`;
}
