import type { ConfigFlags } from '../flags.ts';
import { count } from '../introduction.ts';
import { createTerminalLogger } from '../terminal-logger.ts';
import { planConfig } from './prepared-plan.ts';
import { requestOf } from './request.ts';

/** `oc-core validate`: everything that can be found wrong before a run. */
export async function validate(config: string | undefined, flags: ConfigFlags): Promise<number> {
  const logger = createTerminalLogger(
    process.stderr,
    flags.debug ?? false,
    (line) => void process.stderr.write(`${line}\n`),
  );
  const { plan, config: loaded } = await planConfig(requestOf(config, flags), logger);
  const samples = plan.pairs.reduce((sum, { size }) => sum + size, 0);
  process.stdout.write(
    `${loaded.file ?? 'the flags'}: valid; ${count(plan.pairs.length, 'pair')}, ${count(samples, 'sample')}\n`,
  );
  return 0;
}
