import type { DatasetInfo, PartitionInput, Range } from 'oc-sdk';

/** Inputs that partitioners have stumbled over, by what is odd about them. */
export function partitionInputs(): Readonly<Record<string, PartitionInput>> {
  return {
    'a fresh run': inputOf(4, [gen('gsm8k', 1319), gen('humaneval', 164), ppl('mmlu', 14042, 4)]),
    'no dataset': inputOf(4, []),
    'nothing left to do': inputOf(4, [gen('done', 100, [])]),
    'one sample': inputOf(8, [gen('one', 1)]),
    'one worker': inputOf(1, [gen('a', 1000), ppl('b', 33, 2)]),
    'more workers than samples': inputOf(500, [gen('a', 7), gen('b', 3)]),
    'gaps where samples are done': inputOf(4, [
      gen('holes', 5000, [range(3, 4), range(10, 2000), range(2001, 2002), range(4000, 5000)]),
      gen(
        'odd',
        400,
        [...Array(200).keys()].map((half) => range(2 * half + 1, 2 * half + 2)),
      ),
      gen('done', 50, []),
      ppl('tail', 20_000, 5, [range(19_999, 20_000)]),
    ]),
    'a million samples': inputOf(64, [gen('huge', 1_000_000)]),
    'hundreds of datasets': inputOf(
      16,
      [...Array(300).keys()].map((n) => (n % 3 === 0 ? ppl(`ppl-${n}`, n + 1, 4) : gen(`gen-${n}`, (n * 37) % 900))),
    ),
    'names that are words of the language': inputOf(2, [
      gen('__proto__', 40),
      gen('constructor', 30),
      gen('toString', 20),
      gen('数据集-🙂', 10),
    ]),
    'samples with a great many labels': inputOf(2, [ppl('wide', 30, 1_000_000)]),
    'known speeds': {
      ...inputOf(8, [
        { ...gen('slow', 300), secondsPerSample: 12.5 },
        { ...gen('free', 300), secondsPerSample: 0 },
      ]),
      loadSeconds: 180,
    },
  };
}

function inputOf(workers: number, datasets: readonly DatasetInfo[]): PartitionInput {
  return { model: { abbr: 'model' }, datasets, workers };
}

function gen(abbr: string, size: number, pending: readonly Range[] = whole(size)): DatasetInfo {
  return { abbr, size, pending, mode: 'gen' };
}

function ppl(abbr: string, size: number, labels: number, pending: readonly Range[] = whole(size)): DatasetInfo {
  return { abbr, size, pending, mode: 'ppl', labels };
}

function whole(size: number): Range[] {
  return size === 0 ? [] : [range(0, size)];
}

function range(start: number, end: number): Range {
  return { start, end };
}
