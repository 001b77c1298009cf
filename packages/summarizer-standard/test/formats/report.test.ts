import type { RunEffort, RunReport, WorkerTimeline } from 'oc-sdk';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { ticksTo } from '../../src/formats/report/ticks.ts';
import { cell, inputOf, summarize } from '../summarize.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const EFFORT: RunEffort = {
  ...{ samples: 10, loads: 2, load_seconds: 20, work_seconds: 100, gpu_hours: 0.5 },
  prompt_tokens: { count: 12_345, from: 'measured' },
  output_tokens: { count: null, from: 'unknown' },
  money: [{ currency: 'EUR', amount: 0.0012, from: 'measured' }],
};

function reportOf(workers: readonly WorkerTimeline[], changes: Partial<RunReport> = {}): RunReport {
  const total = { ...EFFORT, wall_seconds: 100, bound_seconds: 80 };
  return { actual: { total, models: [{ ...EFFORT, model: 'm', gpus: 1 }] }, utilisation: 0.5, workers, ...changes };
}

function worker(changes: Partial<WorkerTimeline> = {}): WorkerTimeline {
  const life = [0, 100] as const;
  return { ...{ worker: 'w1', model: 'm', host: 'h', gpus: ['3'], life, load: [0, 10] }, work: [[10, 60]], ...changes };
}

/** The page as a browser reads it; a mistake in its markup is an error. */
async function pageOf(report: RunReport): Promise<Element[]> {
  const { files } = await summarize(inputOf([cell('m', 'd', { accuracy: 1 })], { report }), { formats: ['html'] });
  const errors: string[] = [];
  const page = parse(files[0]?.content ?? '', { onParseError: ({ code }) => errors.push(code) });
  expect(errors).toEqual([]);
  return elementsIn(page);
}

function elementsIn(node: Node): Element[] {
  const inside = 'childNodes' in node ? node.childNodes.flatMap(elementsIn) : [];
  return 'tagName' in node ? [node, ...inside] : inside;
}

function named(elements: readonly Element[], name: string): Element[] {
  return elements.filter(({ tagName }) => tagName === name);
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

function attribute({ attrs }: Element, name: string): string {
  return attrs.find((attr) => attr.name === name)?.value ?? '';
}

const barsOf = (elements: readonly Element[]) =>
  named(elements, 'rect').map(
    (bar) => [Number(attribute(bar, 'x')), Number(attribute(bar, 'width')), textOf(bar)] as const,
  );

describe('the report on the page', () => {
  it('is not there where nothing was asked', async () => {
    const { files } = await summarize(inputOf([cell('m', 'd', { accuracy: 1 })]), { formats: ['html'] });
    expect(files[0]?.content).not.toContain('<svg');
  });

  it('has planned beside actual, the bound, and how much was work', async () => {
    const planned = { ...EFFORT, output_tokens: { count: 640, from: 'at_most' } as const, load_seconds: 3_725 };
    const total = { ...planned, wall_seconds: 90, bound_seconds: 70 };
    const page = await pageOf(
      reportOf([worker()], { planned: { total, models: [{ ...planned, model: 'm', gpus: 1 }] } }),
    );
    expect(named(page, 'p').map(textOf).join(' ')).toContain(
      "took 1 min 40 s, planned were 1 min 30 s. The same work on all workers and GPUs evenly, and one model load, is 1 min 20 s, of which it took 1.25 times. 50 % of the workers' time was work.",
    );
    const rows = named(page, 'tr').map((row) => named(elementsIn(row), 'td').map(textOf).join('|'));
    expect(rows.slice(-4)).toEqual([
      'm|planned|||10|2|1 h 02 min|1 min 40 s|0.50|12,345|≤ 640|0.0012 EUR',
      '|actual|||10|2|20.0 s|1 min 40 s|0.50|12,345|?|0.0012 EUR',
      'all|planned|1 min 30 s|1 min 10 s|10|2|1 h 02 min|1 min 40 s|0.50|12,345|≤ 640|0.0012 EUR',
      '|actual|1 min 40 s|1 min 20 s|10|2|20.0 s|1 min 40 s|0.50|12,345|?|0.0012 EUR',
    ]);
  });

  it('draws the life of a worker, its load and its work, to scale', async () => {
    const page = await pageOf(reportOf([worker()]));
    const [life, load, work] = barsOf(page);
    const [from = 0, width = 0] = life ?? [];
    expect(life?.[2]).toBe('w1, m, h, GPU 3: there from 0.0 s to 1 min 40 s');
    expect(load).toEqual([from, width / 10, 'w1, m, h, GPU 3: loads from 0.0 s to 10.0 s']);
    expect(work).toEqual([from + width / 10, width / 2, 'w1, m, h, GPU 3: works from 10.0 s to 1 min 00 s']);
    const texts = named(page, 'text').map((text) =>
      text.childNodes.map((node) => ('value' in node ? node.value : '')).join(''),
    );
    expect(texts).toEqual(expect.arrayContaining(['h  GPU 3  w1', '50 %', 'bound']));
  });

  it('takes names for text, whatever they hold, and does without what nobody told', async () => {
    const evil = '<script>alert("1")</script>';
    const page = await pageOf(
      reportOf(
        [{ worker: 'w', model: evil, host: evil, gpus: [evil], life: [0, 100], work: [] }, worker({ gpus: [] })],
        {
          actual: { total: reportOf([]).actual.total, models: [{ ...EFFORT, model: evil, gpus: 1 }] },
        },
      ),
    );
    expect(named(page, 'script')).toEqual([]);
    expect(named(page, 'title').map(textOf)).toContain(
      `w, ${evil}, ${evil}, GPU ${evil}: there from 0.0 s to 1 min 40 s`,
    );
  });

  it('stays readable and small with 512 workers of 2,000 tasks each: a row for each, and no two on one place', async () => {
    const work = Array.from({ length: 2_000 }, (_, i) => [i / 20, i / 20 + 0.049] as const);
    const page = await pageOf(reportOf(Array.from({ length: 512 }, (_, i) => worker({ worker: `w${i}`, work }))));
    const rows = named(page, 'g').filter((group) => attribute(group, 'class') === 'worker');
    const heights = rows.map((row) => Number(attribute(named(elementsIn(row), 'rect')[0] as Element, 'y')));
    expect(new Set(heights).size).toBe(512);
    expect(Math.min(...heights.slice(1).map((height, i) => height - (heights[i] as number)))).toBeGreaterThan(10);
    // Pauses that nobody could see are not drawn.
    expect(named(page, 'rect').length).toBeLessThan(4 * 512);
    const [svg] = named(page, 'svg');
    expect(Number(attribute(svg as Element, 'height'))).toBeGreaterThan(Math.max(...heights));
  });
});

describe('ticks', () => {
  it.each([
    [0.4, 0.05],
    [9, 2],
    [100, 15],
    [3_600, 600],
    [864_000, 172_800],
  ])('up to %d s are every %d s', (end, step) => {
    const ticks = ticksTo(end);
    expect(ticks[1]).toBeCloseTo(step, 10);
    expect(ticks.at(-1)).toBeLessThanOrEqual(end);
    expect(ticks.length).toBeGreaterThan(3);
  });
});
