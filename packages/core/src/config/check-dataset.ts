import { evalConfigOf, inferConfigOf, readerConfigOf, repeatsOf, selectRows } from 'oc-plugin-host';
import { isOcError } from 'oc-sdk';
import { checkInfer } from './check-infer.ts';
import { showPath } from './describe.ts';
import { type ConfigNode, nodeAt, type Path, plain, positionAt } from './node.ts';
import type { Problems } from './problems.ts';

/** What no schema can say of a dataset block: parts of it that do not fit together. */
export function checkDataset(root: ConfigNode, path: Path, problems: Problems): void {
  const node = nodeAt(root, path);
  if (node === undefined) return;
  const block = plain(node) as Readonly<Record<string, unknown>>;
  const add = (inside: Path, message: string) =>
    problems.add(positionAt(root, [...path, ...inside]), `${showPath(root, [...path, ...inside])} ${message}`);
  checkRanges(block, add);
  checkInfer(inferConfigOf(block), block, add);
  checkRepeats(block, add);
  checkExtractions(block, add);
}

type Add = (inside: Path, message: string) => void;

function checkRanges(block: Readonly<Record<string, unknown>>, add: Add): void {
  const { trainRange, testRange } = readerConfigOf(block);
  for (const [key, range] of Object.entries({ train_range: trainRange, test_range: testRange })) {
    try {
      selectRows(0, range);
    } catch (error) {
      if (!isOcError(error)) throw error;
      add(['reader_cfg', key], `must be a number or Python slices with a positive step: ${error.message}`);
    }
  }
}

function checkRepeats(block: Readonly<Record<string, unknown>>, add: Add): void {
  const { n, k } = repeatsOf(block);
  const beyond = k.find((each) => each > n);
  if (beyond === undefined) return;
  add(['k'], `must not be above n: ${beyond} of ${n} ${n === 1 ? 'answer' : 'answers'} cannot be drawn`);
}

function checkExtractions(block: Readonly<Record<string, unknown>>, add: Add): void {
  const names = evalConfigOf(block)?.extractions.map(({ name }) => name) ?? [];
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index)
      add(['eval_cfg', 'extractions', index, 'name'], `must be its own: ${JSON.stringify(name)} is there already`);
  }
}
