import { describe, expect, it } from 'vitest';
import { type OptionProblem, validateOptions } from '../src/index.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: {
    path: { type: 'string' },
    size: { type: 'integer', minimum: 1, default: 4 },
    strategy: { enum: ['heuristic', 'split'], default: 'heuristic' },
    stop: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    nested: { type: 'object', additionalProperties: false, properties: { deep: { type: 'number', default: 0.5 } } },
    either: {
      anyOf: [
        { type: 'object', additionalProperties: false, required: ['a'], properties: { a: { type: 'number' } } },
        { type: 'object', additionalProperties: false, required: ['b'], properties: { b: { type: 'number' } } },
        { type: 'array', items: { type: 'number' } },
      ],
    },
  },
} as const;

function check(options: Record<string, unknown>) {
  return validateOptions({ kind: 'model', name: 'test', optionsSchema }, options);
}

function problems(options: Record<string, unknown>): readonly Partial<OptionProblem>[] {
  return check({ path: 'p', ...options }).problems;
}

describe('validateOptions', () => {
  it('fills in defaults in a copy', () => {
    const options = Object.freeze({ path: 'p', nested: Object.freeze({}) });
    expect(check(options)).toEqual({
      options: { path: 'p', size: 4, strategy: 'heuristic', nested: { deep: 0.5 } },
      problems: [],
    });
    expect(options).toEqual({ path: 'p', nested: {} });
  });

  it('finds everything that is wrong at once', () => {
    expect(check({ sise: 3, size: '4', strategy: 'heuristik', nested: { deep: true, x: 1 } }).problems).toEqual([
      { path: [], keyword: 'required', message: 'needs the key "path"', value: expect.anything() },
      {
        path: ['sise'],
        keyword: 'additionalProperties',
        message: 'is not a known key',
        value: 3,
        allowed: ['path', 'size', 'strategy', 'stop', 'nested', 'either'],
      },
      { path: ['size'], keyword: 'type', message: 'must be a whole number', value: '4' },
      {
        path: ['strategy'],
        keyword: 'enum',
        message: 'must be one of "heuristic", "split"',
        value: 'heuristik',
        allowed: ['heuristic', 'split'],
      },
      {
        path: ['nested', 'x'],
        keyword: 'additionalProperties',
        message: 'is not a known key',
        value: 1,
        allowed: ['deep'],
      },
      { path: ['nested', 'deep'], keyword: 'type', message: 'must be a number', value: true },
    ]);
  });

  it('converts nothing', () => {
    expect(problems({ size: '4' })).toMatchObject([{ path: ['size'] }]);
    expect(problems({ size: 1.5 })).toMatchObject([{ message: 'must be a whole number' }]);
    expect(problems({ size: Number.NaN })).toMatchObject([{ path: ['size'] }]);
    expect(problems({ size: 0 })).toMatchObject([{ message: 'must be >= 1' }]);
  });

  it('names every sort of value that is admitted', () => {
    expect(problems({ stop: 5 })).toEqual([
      { path: ['stop'], keyword: 'anyOf', message: 'must be a text or a list', value: 5 },
    ]);
  });

  it('looks into the alternative that was meant', () => {
    expect(problems({ stop: ['a', 5] })).toMatchObject([{ path: ['stop', 1], message: 'must be a text' }]);
    expect(problems({ either: { b: 'x' } })).toMatchObject([{ path: ['either', 'b'], message: 'must be a number' }]);
    expect(problems({ either: [1, 'x'] })).toMatchObject([{ path: ['either', 1], message: 'must be a number' }]);
  });

  it('counts digits in a path as positions only in lists', () => {
    const schema = {
      ...optionsSchema,
      properties: { labels: { type: 'object', additionalProperties: { type: 'string' } } },
      required: [],
    };
    const plugin = { kind: 'model', name: 'test', optionsSchema: schema } as const;
    expect(validateOptions(plugin, { labels: { 'a/b~c': 1 } }).problems).toMatchObject([{ path: ['labels', 'a/b~c'] }]);
    expect(validateOptions(plugin, { labels: { 0: 1 } }).problems).toMatchObject([{ path: ['labels', 0] }]);
  });

  it('blames the plugin for a schema that cannot be used', () => {
    const broken = { ...optionsSchema, minimun: 3 };
    expect(() => validateOptions({ kind: 'model', name: 'test', optionsSchema: broken }, {})).toThrowError(
      expect.objectContaining({
        code: 'BAD_OPTIONS_SCHEMA',
        message: expect.stringContaining('the optionsSchema of the model plugin "test" cannot be used'),
      }),
    );
  });

  it("asks the plugin's own check once the schema is satisfied", () => {
    const seen: unknown[] = [];
    const checkOptions = (options: Readonly<Record<string, unknown>>) => {
      seen.push(options.size);
      return [{ path: ['path'], message: 'must be another' }];
    };
    const plugin = { kind: 'model', name: 'test', optionsSchema, checkOptions } as const;
    expect(validateOptions(plugin, { path: 7 }).problems).toMatchObject([{ keyword: 'type' }]);
    expect(validateOptions(plugin, { path: 'p' }).problems).toEqual([
      { path: ['path'], keyword: 'checkOptions', message: 'must be another' },
    ]);
    expect(seen).toEqual([4]);
  });
});
