import { Ajv, type ValidateFunction } from 'ajv';
import type { Plugin } from 'oc-sdk';
import { badOptionsSchema } from './errors.ts';
import { type OptionProblem, problemsOf } from './option-problems.ts';

/** Options with defaults filled in, and what is wrong with them. */
export interface ValidatedOptions {
  /** A copy of what was given. Only to be used where there are no problems. */
  readonly options: Record<string, unknown>;
  readonly problems: readonly OptionProblem[];
}

/**
 * Checks options against a plugin's schema (JSON Schema draft 7, all errors, `default` filled in), and those that
 * satisfy it by the plugin's own `checkOptions`. Nothing is converted: the text "4" is no number.
 *
 * @throws {OcError} `BAD_OPTIONS_SCHEMA` where the plugin's schema itself is at fault
 */
export function validateOptions(
  plugin: Pick<Plugin, 'name' | 'kind' | 'optionsSchema' | 'checkOptions'>,
  options: Readonly<Record<string, unknown>>,
): ValidatedOptions {
  const validate = validatorOf(plugin);
  const copy = structuredClone(options) as Record<string, unknown>;
  if (!validate(copy)) return { options: copy, problems: problemsOf(validate.errors ?? []) };
  const complaints = plugin.checkOptions?.(copy) ?? [];
  return { options: copy, problems: complaints.map((complaint) => ({ ...complaint, keyword: 'checkOptions' })) };
}

/**
 * A validator for any schema under the rules that hold for plugins' options: strict, every error, defaults filled in.
 */
export function compileSchema(schema: object): ValidateFunction {
  try {
    return compiler.compile(schema);
  } finally {
    // Another schema may have the same `$id`.
    compiler.removeSchema(schema);
  }
}

/** One for all: each would compile the schema of schemas for itself. What it compiles runs once or twice: not worth optimizing. */
const compiler = new Ajv({
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  allErrors: true,
  useDefaults: true,
  verbose: true,
  code: { optimize: false },
});

const validators = new WeakMap<object, ValidateFunction>();

function validatorOf({ name, kind, optionsSchema }: Pick<Plugin, 'name' | 'kind' | 'optionsSchema'>): ValidateFunction {
  const known = validators.get(optionsSchema);
  if (known !== undefined) return known;
  try {
    const validate = compileSchema(optionsSchema);
    validators.set(optionsSchema, validate);
    return validate;
  } catch (error) {
    throw badOptionsSchema(kind, name, error);
  }
}
