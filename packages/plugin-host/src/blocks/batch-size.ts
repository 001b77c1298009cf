/** Rows put through together where neither the dataset nor the model says how many. */
export const DEFAULT_BATCH_SIZE = 16;

/** `batch_size` of a valid block; `auto` starts with the default, and a model halves what memory does not hold. */
export function batchSizeOf({ batch_size: said }: Readonly<Record<string, unknown>>): number | undefined {
  return said === 'auto' ? DEFAULT_BATCH_SIZE : (said as number | undefined);
}
