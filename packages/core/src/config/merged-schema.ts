import type { LoadedPlugin } from 'oc-plugin-host';
import type { PluginKind } from 'oc-sdk';
import { datasetKeys } from './schema/dataset.ts';
import { modelKeys } from './schema/model.ts';
import { runnerKeys } from './schema/runner.ts';
import { configSchema } from './schema.ts';

/**
 * JSON Schema (draft 7) of a config, for editors: core's own keys, and for every plugin given those of its block.
 * Blocks of other types are left open.
 */
export function mergedSchema(plugins: readonly LoadedPlugin[]): object {
  const { properties } = configSchema;
  const { infer_cfg, eval_cfg } = datasetKeys;
  const block = (kind: PluginKind, keys: object = {}) =>
    blockSchema(
      plugins.filter((each) => each.plugin.kind === kind),
      keys,
    );
  const postprocessors = oneOrMore(ref('postprocessor'));
  const stage = { ...properties.infer, properties: { partitioner: ref('partitioner'), runner: ref('runner') } };
  const evalKeys = {
    evaluator: ref('evaluator'),
    pred_postprocessor: postprocessors,
    dataset_postprocessor: postprocessors,
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
      models: { ...properties.models, items: ref('model') },
      datasets: { ...properties.datasets, items: ref('dataset') },
      infer: { ...stage, description: properties.infer.description },
      eval: { ...stage, description: properties.eval.description },
      summarizer: ref('summarizer'),
    },
    definitions: {
      ...configSchema.definitions,
      model: block('model', { ...modelKeys, pred_postprocessor: postprocessors }),
      dataset: block('dataset', { ...datasetKeys, infer_cfg: ref('infer_cfg'), eval_cfg: ref('eval_cfg') }),
      infer_cfg: { ...infer_cfg, properties: withShortForms(infer_cfg.properties, Object.keys(infer_cfg.properties)) },
      eval_cfg: { ...eval_cfg, properties: { ...eval_cfg.properties, ...evalKeys } },
      partitioner: block('partitioner'),
      runner: block('runner', withShortForms(runnerKeys, ['task'])),
      evaluator: block('evaluator'),
      postprocessor: block('postprocessor'),
      summarizer: block('summarizer'),
    },
  };
}

/** What stands in many places stands once, under `definitions`. */
function ref(name: string): object {
  return { $ref: `#/definitions/${name}` };
}

const texts = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };

/** What is a block by right may be its type, a template its text or its turns. */
function withShortForms(properties: Readonly<Record<string, object>>, keys: readonly string[]): Record<string, object> {
  const short = { type: ['string', 'array'] };
  const change = ([key, schema]: [string, object]) => [key, keys.includes(key) ? { anyOf: [short, schema] } : schema];
  return Object.fromEntries(Object.entries(properties).map(change));
}

/** A name, a block of a known type, or a block of any other type. */
function blockSchema(plugins: readonly LoadedPlugin[], keys: object): object {
  const known = plugins.map((plugin) => ({
    type: 'object',
    description: plugin.plugin.summary,
    additionalProperties: false,
    required: ['type', ...(plugin.plugin.optionsSchema.required ?? [])],
    properties: { ...keys, ...plugin.plugin.optionsSchema.properties, type: { enum: typesOf(plugin) } },
  }));
  const taken = plugins.flatMap(typesOf);
  const type = { type: 'string', ...(taken.length > 0 && { not: { enum: taken } }) };
  // Over a config that it extends, a block may go without its type.
  const other = { type: 'object', properties: { ...keys, type } };
  return { anyOf: [{ type: 'string' }, ...known, other] };
}

function typesOf({ type, plugin }: LoadedPlugin): string[] {
  return [...new Set([plugin.name, type])];
}

function oneOrMore(block: object): object {
  return { anyOf: [block, { type: 'array', items: block }] };
}
