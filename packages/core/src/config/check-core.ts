import { compileSchema, type OptionProblem, problemsOf } from 'oc-plugin-host';
import { addOptionProblems } from './describe.ts';
import { type MapNode, plainMap } from './node.ts';
import type { Problems } from './problems.ts';
import { configSchema } from './schema.ts';

/** Checks a config against core's own schema. Returns what it added to the problems. */
export function checkCore(root: MapNode, mode: 'all' | 'infer' | 'eval' | 'viz', problems: Problems): OptionProblem[] {
  const validate = compileSchema(mode === 'infer' ? configSchema : withEvalRequired());
  const found = validate(plainMap(root)) ? [] : problemsOf(validate.errors ?? []);
  addOptionProblems(root, [], found, problems);
  return found;
}

/** Only a run that stops after inference can do without a way to score. */
function withEvalRequired(): object {
  const { properties } = configSchema;
  const items = { ...properties.datasets.items, required: [...properties.datasets.items.required, 'eval_cfg'] };
  return { ...configSchema, properties: { ...properties, datasets: { ...properties.datasets, items } } };
}
