import type { LoadedPlugin } from '../host.ts';

/**
 * What the answers of a model depend on, as JSON: a model is what it is whatever its key, its address or its batch size;
 * those may change and the answers stay.
 *
 * @param options with environment variables filled in: for a hash, not for a file
 */
export function answersDependOn(
  { plugin, specifier }: LoadedPlugin<'model'>,
  options: Readonly<Record<string, unknown>>,
  maxSeqLen: number | undefined,
): object {
  const neutral = plugin.answerNeutralOptions ?? [];
  const telling = Object.entries(options).filter(([key]) => !neutral.includes(key));
  return { model: specifier, options: Object.fromEntries(telling), maxSeqLen };
}
