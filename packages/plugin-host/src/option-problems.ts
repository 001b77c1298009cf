import type { ErrorObject } from 'ajv';

/** One thing that is wrong with a value, at the deepest place where it can be said. */
export interface OptionProblem {
  /** From the root of what was checked; for an unknown key, the key is its last step. */
  readonly path: readonly (string | number)[];
  /** The JSON Schema keyword that says so, or `checkOptions`. */
  readonly keyword: string;
  /** What the value should be, as the rest of a sentence: "must be a number", "is not a known key". */
  readonly message: string;
  /** What is there. It may hold the value of an environment variable: not to be printed as it is. */
  readonly value?: unknown;
  /** Known keys or admitted values. */
  readonly allowed?: readonly string[];
}

/** Ajv's errors (with `verbose` and `allErrors`), without those that only repeat a deeper or a wider one. */
export function problemsOf(errors: readonly ErrorObject[]): OptionProblem[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const outer = alternatives.filter((error) => !alternatives.some((other) => isBelow(error, other)));
  const plain = errors.filter((error) => !outer.some((other) => error === other || isBelow(error, other)));
  return distinct([...plain.flatMap(problemOf), ...outer.flatMap((error) => alternativesOf(error, errors))]);
}

/**
 * Why no alternative fits: if the value is of the sort that just one alternative is about, what that one says;
 * otherwise every sort that is admitted.
 */
function alternativesOf(error: ErrorObject, all: readonly ErrorObject[]): OptionProblem[] {
  const branches = new Map<string, ErrorObject[]>();
  for (const inner of all.filter((other) => isBelow(other, error))) {
    const branch = inner.schemaPath.slice(error.schemaPath.length + 1).split('/', 1)[0] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), inner]);
  }
  const fitting = [...branches.values()].filter((branch) => !branch.some((inner) => isWrongSort(inner, error)));
  const nearest = fitting.map(problemsOf).toSorted((a, b) => weight(a) - weight(b))[0];
  return nearest ?? [wrongSort(error, [...branches.values()].flat())];
}

function isWrongSort(inner: ErrorObject, error: ErrorObject): boolean {
  return inner.instancePath === error.instancePath && ['type', 'const', 'enum'].includes(inner.keyword);
}

/** An unknown key or a wrong word is a slip within the right alternative; a missing key hints at another one. */
function weight(problems: readonly OptionProblem[]): number {
  return problems.reduce((sum, { keyword }) => sum + (keyword === 'required' ? 2 : 1), 0);
}

function wrongSort(error: ErrorObject, inner: readonly ErrorObject[]): OptionProblem {
  const sorts = inner.filter((other) => isWrongSort(other, error));
  const allowed = sorts.flatMap(admittedValues).map(String);
  const expected = [...new Set(sorts.map(sortOf))];
  return {
    path: pathOf(error.instancePath),
    keyword: error.keyword,
    message: expected.length === 0 ? 'does not have an admitted form' : `must be ${expected.join(' or ')}`,
    value: error.data,
    ...(allowed.length > 0 && { allowed }),
  };
}

function sortOf(error: ErrorObject): string {
  return error.keyword === 'type' ? typesOf(error) : listed(admittedValues(error));
}

function problemOf(error: ErrorObject): OptionProblem[] {
  const base = { path: pathOf(error.instancePath), keyword: error.keyword, value: error.data };
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      const value = (error.data as Record<string, unknown>)[key];
      const allowed = Object.keys(error.parentSchema?.properties ?? {});
      return [{ ...base, path: [...base.path, key], value, message: 'is not a known key', allowed }];
    }
    case 'required':
      return [{ ...base, message: `needs the key ${JSON.stringify(error.params.missingProperty)}` }];
    case 'type':
      return [{ ...base, message: `must be ${typesOf(error)}` }];
    case 'enum':
    case 'const': {
      const values = admittedValues(error);
      return [{ ...base, message: `must be ${listed(values)}`, allowed: values.map(String) }];
    }
    case 'minItems':
    case 'minProperties':
      return [{ ...base, message: `needs at least ${counted(error.params.limit, 'entry', 'entries')}` }];
    case 'minLength':
      return [{ ...base, message: `needs at least ${counted(error.params.limit, 'character', 'characters')}` }];
    case 'false schema':
      return [{ ...base, message: 'does not go with the other keys' }];
    case 'if':
      return [];
    default:
      return [{ ...base, message: error.message ?? `breaks the rule ${error.keyword}` }];
  }
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'null',
};

function typesOf(error: ErrorObject): string {
  return [error.params.type]
    .flat()
    .map((type) => TYPE_WORDS[type] ?? type)
    .join(' or ');
}

function admittedValues(error: ErrorObject): unknown[] {
  if (error.keyword === 'enum') return error.params.allowedValues;
  return error.keyword === 'const' ? [error.params.allowedValue] : [];
}

function listed(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length === 1 ? String(texts[0]) : `one of ${texts.join(', ')}`;
}

function isBelow(inner: ErrorObject, outer: ErrorObject): boolean {
  return (
    inner !== outer &&
    inner.schemaPath.startsWith(`${outer.schemaPath}/`) &&
    inner.instancePath.startsWith(outer.instancePath)
  );
}

function distinct(problems: readonly OptionProblem[]): OptionProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem])).values()];
}

/** A JSON pointer as steps; digits count as positions of a list. */
function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
