import { isApiTemplate, type MetaTemplate, rolesOf, type Template, type Turn, templatesOf } from 'oc-plugin-host';
import { showPath } from './describe.ts';
import { type ConfigNode, positionAt } from './node.ts';
import type { Problems } from './problems.ts';
import type { Combination, DatasetBlock, ModelBlock } from './types.ts';

/** What a model without a meta template understands. */
const OWN_ROLES = ['HUMAN', 'BOT', 'SYSTEM', 'user', 'assistant', 'system'];

/** Meta templates that contradict themselves, and turns of roles that a model asked with them does not know. */
export function checkRoles(
  root: ConfigNode,
  models: readonly ModelBlock[],
  datasets: readonly DatasetBlock[],
  combinations: readonly Combination[],
  problems: Problems,
): void {
  for (const [index, { metaTemplate }] of models.entries()) {
    for (const problem of metaTemplate ? metaProblems(metaTemplate) : []) {
      const path = ['models', index, 'meta_template'];
      problems.add(positionAt(root, path), `${showPath(root, path)} ${problem}`);
    }
  }
  for (const [index, dataset] of datasets.entries()) {
    const asked = models.filter(({ abbr }) => combinations.some((each) => meets(each, abbr, dataset.abbr)));
    for (const problem of new Set(asked.flatMap((model) => unknownRoles(model, dataset)))) {
      const path = ['datasets', index, 'infer_cfg', 'prompt_template'];
      problems.add(positionAt(root, path), `${showPath(root, path)} ${problem}`);
    }
  }
}

function meets({ models, datasets }: Combination, model: string, dataset: string): boolean {
  return models.includes(model) && datasets.includes(dataset);
}

function metaProblems(meta: MetaTemplate): string[] {
  const roles = rolesOf(meta);
  const names = roles.map(({ role }) => role);
  const twice = names.find((name, place) => names.indexOf(name) < place);
  const silent = roles.find(({ apiRole }) => apiRole === undefined);
  return [
    ...(twice === undefined ? [] : [`defines the role ${JSON.stringify(twice)} twice`]),
    ...(isApiTemplate(meta) && silent
      ? [`needs an api_role for ${JSON.stringify(silent.role)}, as others have one`]
      : []),
    ...(isApiTemplate(meta) && typeof meta.begin === 'string' && meta.begin !== ''
      ? ['must have turns in "begin", as roles have an api_role: a text belongs to nobody']
      : []),
  ];
}

function unknownRoles({ abbr, metaTemplate }: ModelBlock, { infer }: DatasetBlock): string[] {
  const known = metaTemplate ? rolesOf(metaTemplate).map(({ role }) => role) : OWN_ROLES;
  const templates = [...templatesOf(infer.prompt), ...(infer.example ? templatesOf(infer.example) : [])];
  return templates
    .flatMap(turnsOf)
    .filter(({ role, fallbackRole }) => !known.includes(role) && !known.includes(fallbackRole ?? ''))
    .map(({ role, fallbackRole }) => {
      const also = fallbackRole === undefined ? 'without a fallback_role' : `and the fallback_role "${fallbackRole}"`;
      return `has a turn of the role "${role}" ${also}, and ${abbr} knows only ${known.join(', ')}`;
    });
}

function turnsOf(template: Template): readonly Turn[] {
  if (template.form !== 'sections') return [];
  return [...template.begin, ...template.round, ...template.end].filter((item) => typeof item !== 'string');
}
