import { resolve } from 'node:path';
import { badUsage } from '../../errors.ts';
import type { PipelineRequest } from '../../pipeline/pipeline.ts';
import { cacheFolder } from '../../pipeline/splits.ts';
import { type ConfigFlags, overridesOf } from '../flags.ts';
import { version } from '../version.ts';

/** The command line as the pipeline takes it. */
export function requestOf(config: string | undefined, flags: ConfigFlags): PipelineRequest {
  if (config === undefined && (flags.models === undefined || flags.datasets === undefined)) {
    throw badUsage(
      'no config is named',
      'Say oc-core CONFIG, or name both --models and --datasets. oc-core init writes a first config.',
    );
  }
  const cwd = process.cwd();
  return {
    file: config,
    cwd,
    env: process.env,
    overrides: overridesOf(flags),
    models: flags.models,
    datasets: flags.datasets,
    summarizer: flags.summarizer,
    configDirs: flags.configDir.map((folder) => resolve(cwd, folder)),
    mode: flags.mode,
    reuse: flags.reuse === true ? 'latest' : flags.reuse,
    limit: flags.limit,
    debug: flags.debug,
    argv: process.argv.slice(2),
    cache: cacheFolder(process.env),
    version: version(),
  };
}
