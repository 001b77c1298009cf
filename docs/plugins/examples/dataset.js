import { createHash } from 'node:crypto';
import { defineDataset, OcError } from 'oc-sdk';

const optionsSchema = /** @type {const} */ ({
  type: 'object',
  additionalProperties: false,
  properties: {
    count: { type: 'integer', minimum: 1, default: 100, description: 'Rows of the test split.' },
    largest: { type: 'integer', minimum: 1, default: 99, description: 'The largest number to add.' },
  },
});

/** @typedef {import('oc-sdk').OptionsOf<typeof optionsSchema>} Options */

/** Sums that are made rather than read: as many as wanted, the same every time. */
export default defineDataset({
  name: 'sums',
  summary: 'Additions, made up.',
  optionsSchema,
  create: (/** @type {Options} */ options) => ({
    async *rows(split, start = 0, end = Infinity) {
      checkSplit(split);
      for (let index = start; index < Math.min(end, options.count); index += 1) {
        yield { index, id: String(index), row: rowAt(index, options) };
      }
    },
    async summarize(split) {
      checkSplit(split);
      // What the rows depend on stands in for the rows: another hash means that every sample is asked again.
      const contentHash = createHash('sha256').update(JSON.stringify(options)).digest('hex');
      return { rows: options.count, contentHash };
    },
  }),
});

/**
 * @param {number} index
 * @param {Options} options
 */
function rowAt(index, { largest }) {
  const digest = createHash('sha256').update(String(index)).digest();
  const [a, b] = [digest.readUInt32BE(0) % (largest + 1), digest.readUInt32BE(4) % (largest + 1)];
  return { question: `${a}+${b}=?`, answer: String(a + b) };
}

/** @param {string} split */
function checkSplit(split) {
  if (split === 'test') return;
  throw new OcError({
    code: 'SUMS_NO_SPLIT',
    message: `sums have no split ${JSON.stringify(split)}`,
    details: 'There is one split, test: leave test_split out, and ask without examples.',
    fatal: true,
  });
}
