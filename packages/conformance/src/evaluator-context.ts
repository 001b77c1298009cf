import assert from 'node:assert/strict';
import type { Evaluator, EvaluatorContext, Model, ModelAnswer, Plugin } from 'oc-sdk';
import { testContext } from './context.ts';
import { createPlugin } from './create-plugin.ts';

export interface EvaluatorContextOptions {
  /** What every model block becomes. */
  readonly model?: Model;
  /** Evaluators that blocks may name, by type. */
  readonly evaluators?: Readonly<Record<string, Plugin<'evaluator'>>>;
  readonly allowCodeExecution?: boolean;
  /** The model that is evaluated. Default `evaluated`. */
  readonly evaluated?: string;
  /** What other models of the run answered, by their abbr. */
  readonly answers?: Readonly<Record<string, readonly ModelAnswer[]>>;
}

/** What an evaluator's `create` gets: a judge, other models' answers and further evaluators where given, no leave to run programs. */
export function evaluatorContext(options: EvaluatorContextOptions = {}): EvaluatorContext {
  const { model, evaluators = {}, answers = {}, allowCodeExecution = false, evaluated = 'evaluated' } = options;
  return testContext({
    allowCodeExecution,
    model: evaluated,
    async *answersOf(other: string) {
      const own = answers[other];
      assert.ok(own, `the evaluator asks for answers of ${other}: give evaluatorContext some`);
      yield* own;
    },
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
