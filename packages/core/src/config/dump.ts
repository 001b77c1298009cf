import { stringify } from 'yaml';
import type { Config } from './types.ts';

/** The resolved config as YAML. References to environment variables stay references. */
export function dumpConfig({ resolved }: Pick<Config, 'resolved'>): string {
  return stringify(resolved, { aliasDuplicateObjects: false, lineWidth: 0 });
}
