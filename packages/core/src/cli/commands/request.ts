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
  const customDataset = customDatasetOf(flags);
  const hasDatasets = flags.datasets !== undefined || customDataset !== undefined;
  if (config === undefined && (flags.models === undefined || !hasDatasets)) {
    throw badUsage(
      'no config is named',
      'Say oc-core CONFIG, or name --models and either --datasets or --custom-dataset-path. oc-core init writes a first config.',
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
    customDataset,
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

function customDatasetOf(flags: ConfigFlags): PipelineRequest['customDataset'] {
  const about = {
    metaPath: flags.customDatasetMetaPath,
    dataType: flags.customDatasetDataType,
    inferMethod: flags.customDatasetInferMethod,
  };
  if (flags.customDatasetPath !== undefined) return { path: flags.customDatasetPath, ...about };
  if (Object.values(about).every((value) => value === undefined)) return undefined;
  throw badUsage('--custom-dataset-path is missing', 'The other --custom-dataset flags say more of that file.');
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
