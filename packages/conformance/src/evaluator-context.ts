import assert from 'node:assert/strict';
import type { Evaluator, EvaluatorContext, Model, Plugin } from 'oc-sdk';
import { testContext } from './context.ts';
import { createPlugin } from './create-plugin.ts';

export interface EvaluatorContextOptions {
  /** What every model block becomes. */
  readonly model?: Model;
  /** Evaluators that blocks may name, by type. */
  readonly evaluators?: Readonly<Record<string, Plugin<'evaluator'>>>;
  readonly allowCodeExecution?: boolean;
}

/** What an evaluator's `create` gets: a judge and further evaluators where given, no leave to run programs. */
export function evaluatorContext(options: EvaluatorContextOptions = {}): EvaluatorContext {
  const { model, evaluators = {}, allowCodeExecution = false } = options;
  return testContext({
    allowCodeExecution,
    async createModel() {
      assert.ok(model, 'the evaluator asks for a model: give evaluatorContext one');
      return {
        ...model,
        generate: model.generate.bind(model),
        close: async () => {},
        abbr: 'judge',
        postprocess: (text: string) => text,
      };
    },
    async createEvaluator({ type, ...rest }: Readonly<Record<string, unknown>>): Promise<Evaluator> {
      const plugin = evaluators[String(type)];
      assert.ok(plugin, `the evaluator asks for an evaluator of type ${type}: give evaluatorContext one`);
      return await createPlugin(plugin, rest, evaluatorContext(options));
    },
  });
}
