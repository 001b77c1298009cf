import { compileSchema, type OptionProblem, problemsOf } from 'oc-plugin-host';
import { addOptionProblems } from './describe.ts';
import { type MapNode, plainMap } from './node.ts';
import type { Problems } from './problems.ts';
import { configSchema } from './schema.ts';

/**
 * Checks a config against core's own schema. Returns what it found.
 *
 * @param incomplete parts of the config could not be read, which has been told: that they are missing is no news
 */
export function checkCore(
  root: MapNode,
  mode: 'all' | 'infer' | 'eval' | 'viz',
  incomplete: boolean,
  problems: Problems,
): OptionProblem[] {
  const validate = validator(mode === 'infer');
  const found = validate(plainMap(root)) ? [] : problemsOf(validate.errors ?? []);
  const news = incomplete ? found.filter((problem) => !isMissingPart(problem)) : found;
  addOptionProblems(root, [], news, problems);
  return found;
}

function isMissingPart({ path, keyword }: OptionProblem): boolean {
  return (path.length === 0 && keyword === 'required') || (path.length === 1 && keyword === 'minItems');
}

/** Only a run that stops after inference can do without a way to score. */
function withEvalRequired(): object {
  const { properties } = configSchema;
  const items = { ...properties.datasets.items, required: [...properties.datasets.items.required, 'eval_cfg'] };
  return { ...configSchema, properties: { ...properties, datasets: { ...properties.datasets, items } } };
}

type Validator = ReturnType<typeof compileSchema>;
const validators = new Map<boolean, Validator>();

/** Compiled once: that takes longer than checking. */
function validator(withoutEval: boolean): Validator {
  const known = validators.get(withoutEval) ?? compileSchema(withoutEval ? configSchema : withEvalRequired());
  validators.set(withoutEval, known);
  return known;
}
