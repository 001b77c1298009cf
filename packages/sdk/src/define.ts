import {
  API_VERSION,
  type EvaluatorPlugin,
  type ModelPlugin,
  type OptionComplaint,
  type Plugin,
  type PluginContexts,
  type PluginInstances,
  type PluginKind,
} from './plugin.ts';

/** A plugin as its author writes it: `Options` is `OptionsOf<typeof optionsSchema>`. */
export type Definition<Kind extends PluginKind, Options> = Pick<Plugin, 'name' | 'summary' | 'optionsSchema'> & {
  checkOptions?(options: Options): readonly OptionComplaint[];
  create(options: Options, context: PluginContexts[Kind]): PluginInstances[Kind] | Promise<PluginInstances[Kind]>;
};

/** Makes a partitioner plugin. */
export function definePartitioner<Options>(definition: Definition<'partitioner', Options>): Plugin<'partitioner'> {
  return define('partitioner', definition);
}

/** Makes a runner plugin. */
export function defineRunner<Options>(definition: Definition<'runner', Options>): Plugin<'runner'> {
  return define('runner', definition);
}

/** Makes a model plugin. */
export function defineModel<Options>(
  definition: Definition<'model', Options> & Pick<ModelPlugin, 'location' | 'answerNeutralOptions'>,
): ModelPlugin {
  return define('model', definition) as ModelPlugin;
}

/** Makes a dataset plugin. */
export function defineDataset<Options>(definition: Definition<'dataset', Options>): Plugin<'dataset'> {
  return define('dataset', definition);
}

/** Makes an evaluator plugin. */
export function defineEvaluator<Options>(
  definition: Definition<'evaluator', Options> & Pick<EvaluatorPlugin, 'blocks' | 'answersFrom' | 'executesCode'>,
): EvaluatorPlugin {
  return define('evaluator', definition);
}

/** Makes a text postprocessor plugin. */
export function definePostprocessor<Options>(
  definition: Definition<'postprocessor', Options>,
): Plugin<'postprocessor'> {
  return define('postprocessor', definition);
}

/** Makes a summarizer plugin. */
export function defineSummarizer<Options>(definition: Definition<'summarizer', Options>): Plugin<'summarizer'> {
  return define('summarizer', definition);
}

function define<Kind extends PluginKind, Options>(kind: Kind, definition: Definition<Kind, Options>): Plugin<Kind> {
  // The host validates options against this very schema before it calls `create`: that is what makes the cast true.
  return Object.freeze({ kind, apiVersion: API_VERSION, ...definition }) as unknown as Plugin<Kind>;
}
