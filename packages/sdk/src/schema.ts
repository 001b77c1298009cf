import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

/** JSON Schema (draft 7) of a plugin's options. Unknown keys are errors: that is how a typo is found. */
export interface OptionsSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** The type of the options that a schema written `as const` admits; keys with a `default` are always present. */
export type OptionsOf<Schema extends JSONSchema> = FromSchema<Schema>;
