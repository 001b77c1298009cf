import { resolve } from 'node:path';
import { badUsage } from '../../errors.ts';
import type { PipelineRequest } from '../../pipeline/pipeline.ts';
import { cacheFolder } from '../../pipeline/splits.ts';
import type { ConfigFlags } from '../flags.ts';
import { overridesOf } from '../overrides-of-flags.ts';
import { version } from '../version.ts';

/** The command line as the pipeline takes it. */
export function requestOf(named: string | undefined, flags: ConfigFlags): PipelineRequest {
  const { config, reuse } = bareReuse(named, flags.reuse);
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
    configDirs: (flags.configDir ?? []).map((folder) => resolve(cwd, folder)),
    mode: flags.mode,
    reuse,
    limit: flags.limit,
    debug: flags.debug ?? false,
    detach: flags.detach ?? false,
    argv: process.argv.slice(2),
    cache: cacheFolder(process.env),
    version: version(),
  };
}

/** In `oc-core -r config.yaml` the config is not the name of a run. */
function bareReuse(
  config: string | undefined,
  reuse: ConfigFlags['reuse'],
): { config: string | undefined; reuse: string | undefined } {
  if (reuse === true) return { config, reuse: 'latest' };
  if (config === undefined && reuse !== undefined && /\.(ya?ml|json)$/.test(reuse))
    return { config: reuse, reuse: 'latest' };
  return { config, reuse };
}
