import type { Tokenized } from './batches.ts';
import type { LoadedModel } from './load.ts';

/**
 * Token ids and attention mask of a batch, int64 [rows, longest row], padded on one side. Generation pads on the left,
 * where the next token belongs at the end of every row; scoring on the right.
 */
export function modelInput({ library, tokenizer }: LoadedModel, rows: readonly Tokenized[], side: 'left' | 'right') {
  const width = Math.max(...rows.map(({ tokens }) => tokens.length));
  const ids = new BigInt64Array(rows.length * width).fill(BigInt(tokenizer.pad_token_id ?? 0));
  const mask = new BigInt64Array(rows.length * width);
  for (const [row, { tokens }] of rows.entries()) {
    const start = row * width + (side === 'left' ? width - tokens.length : 0);
    ids.set(tokens.map(BigInt), start);
    mask.fill(1n, start, start + tokens.length);
  }
  const shape = [rows.length, width];
  return {
    input_ids: new library.Tensor('int64', ids, shape),
    attention_mask: new library.Tensor('int64', mask, shape),
  };
}
