import type { LoadedPlugin } from 'oc-plugin-host';
import type { PluginKind } from 'oc-sdk';
import { configSchema, datasetKeys, modelKeys, runnerKeys } from './schema.ts';

/**
 * JSON Schema (draft 7) of a config, for editors: core's own keys, and for every plugin given those of its block.
 * Blocks of other types are left open.
 */
export function mergedSchema(plugins: readonly LoadedPlugin[]): object {
  const { properties } = configSchema;
  const block = (kind: PluginKind, keys: object = {}) =>
    blockSchema(
      plugins.filter((each) => each.plugin.kind === kind),
      keys,
    );
  const postprocessors = oneOrMore(block('postprocessor'));
  const evalKeys = {
    ...datasetKeys.eval_cfg.properties,
    evaluator: block('evaluator'),
    pred_postprocessor: postprocessors,
    dataset_postprocessor: postprocessors,
  };
  const model = block('model', { ...modelKeys, pred_postprocessor: postprocessors });
  const dataset = block('dataset', { ...datasetKeys, eval_cfg: { ...datasetKeys.eval_cfg, properties: evalKeys } });
  const stage = {
    ...properties.infer,
    properties: { partitioner: block('partitioner'), runner: block('runner', runnerKeys) },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'oc-core config',
    ...configSchema,
    required: [],
    properties: {
      extends: { ...texts, description: 'Configs that this one is laid over: paths, or files of npm packages.' },
      config_dirs: { ...texts, description: 'More folders with models/ and datasets/ in them.' },
      ...properties,
      models: { ...properties.models, items: model },
      datasets: { ...properties.datasets, items: dataset },
      infer: { ...stage, description: properties.infer.description },
      eval: { ...stage, description: properties.eval.description },
      summarizer: block('summarizer'),
    },
  };
}

const texts = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };

/** A name, a block of a known type, or a block of any other type. */
function blockSchema(plugins: readonly LoadedPlugin[], keys: object): object {
  const known = plugins.map((plugin) => ({
    type: 'object',
    description: plugin.plugin.summary,
    additionalProperties: false,
    required: ['type', ...(plugin.plugin.optionsSchema.required ?? [])],
    properties: { ...keys, ...plugin.plugin.optionsSchema.properties, type: { enum: typesOf(plugin) } },
  }));
  const other = {
    type: 'object',
    required: ['type'],
    properties: { ...keys, type: { type: 'string', not: { enum: plugins.flatMap(typesOf) } } },
  };
  return { anyOf: [{ type: 'string' }, ...known, other] };
}

function typesOf({ type, plugin }: LoadedPlugin): string[] {
  return [...new Set([plugin.name, type])];
}

function oneOrMore(block: object): object {
  return { anyOf: [block, { type: 'array', items: block }] };
}
