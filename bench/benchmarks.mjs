/**
 * What `npm run bench` runs. A benchmark is one entry: its program and arguments, smaller ones for `--quick`, and its
 * goals, each with how it is read from what the program prints. NaN, where nothing is found, reaches no goal.
 *
 * Not here: `slurm`, which needs a cluster.
 */
export const BENCHMARKS = [
  {
    name: 'orchestration',
    file: 'orchestration/run.mjs',
    quick: [2000, 1],
    goals: [
      { what: 'ms a task, infer stage', measured: found(/median: ([\d.]+) ms/), most: 5 },
      { what: 'ms a task, whole run', measured: found(/, ([\d.]+) ms in the whole run/), most: 5 },
    ],
  },
  {
    name: 'client',
    file: 'client/run.mjs',
    quick: [1000, 1],
    goals: [
      { what: 'time over bare, 16 in flight', measured: cell(/^\s*16\s+openai/, 6), most: 1.1 },
      { what: 'time over bare, 64 in flight', measured: cell(/^\s*64\s+openai/, 6), most: 1.1 },
    ],
  },
  {
    name: 'client-faults',
    file: 'client/faults.mjs',
    args: [5000, 3],
    quick: [1000, 1],
    goals: [
      { what: 'rate over clean, 16 in flight', measured: cell(/^\s*16\s/, 5), least: 0.9 },
      { what: 'rate over clean, 64 in flight', measured: cell(/^\s*64\s/, 5), least: 0.9 },
    ],
  },
  {
    name: 'client-tail',
    file: 'client/tail.mjs',
    args: [5000, 3],
    quick: [1000, 1],
    goals: [
      { what: 'time over bound, 16 in flight', measured: cell(/^\s*16\s/, 4), most: 1.15 },
      { what: 'time over bound, 64 in flight', measured: cell(/^\s*64\s/, 4), most: 1.15 },
    ],
  },
  {
    name: 'client-unequal',
    file: 'client/unequal.mjs',
    args: [5000, 3],
    quick: [1000, 1],
    goals: [{ what: 'rate over the sum', measured: cell(/^\s*\d+\s+\d+\s+\d+\s+\d+\s+\d+\s/, 5), least: 0.95 }],
  },
  {
    name: 'endpoint',
    file: 'endpoint/run.mjs',
    quick: [1000, 1],
    goals: [
      { what: 'span over bare, 16 in flight', measured: cell(/^\s*16\s/, 3), most: 1.1 },
      { what: 'span over bare, 64 in flight', measured: cell(/^\s*64\s/, 3), most: 1.1 },
      { what: 'requests/s, 256 in flight', measured: cell(/^\s*256\s/, 1), least: 2000 },
      { what: 'CPU ms a sample, 256 in flight', measured: cell(/^\s*256\s/, 6), most: 1 },
      { what: 'MiB, 256 in flight', measured: cell(/^\s*256\s/, 8), most: 250 },
    ],
  },
  {
    name: 'labels',
    file: 'labels/run.mjs',
    quick: [1],
    goals: [{ what: 'calls/s, 1,000 samples of four labels', measured: cell(/^\s*1000\s/, 1), least: 500 }],
  },
  {
    name: 'prompts',
    file: 'prompts/run.mjs',
    quick: [10_000],
    goals: [
      { what: 'CPU s, texts', measured: found(/^texts\s+([\d.]+)/m), most: 5 },
      { what: 'CPU s, messages with random examples', measured: found(/random\s+([\d.]+)/), most: 5 },
    ],
  },
  makespan('makespan', 'costs known', [], 1.02),
  makespan('makespan-sigma-0.5', 'sigma 0.5', ['--sigma', '0.5', '--seeds', '5'], 1.03),
  makespan('makespan-sigma-1', 'sigma 1.0', ['--sigma', '1', '--seeds', '5'], 1.06),
  {
    name: 'real',
    file: 'real/run.mjs',
    quick: [1],
    goals: [
      { what: 'whole run over bound, costs learnt', measured: column(/^\| balanced, costs learnt/, 6), most: 1.1 },
      { what: 'infer stage over bound, costs learnt', measured: column(/^\| balanced, costs learnt/, 8), most: 1.1 },
    ],
  },
  {
    name: 'embedded',
    file: 'embedded/run.mjs',
    quick: [1],
    goals: [
      { what: 'tokens/s over the runtime, short answers', measured: wideCell(/^answers to a line/, 6), least: 0.9 },
      { what: 'tokens/s over the runtime, long prompts', measured: wideCell(/^answers to five/, 6), least: 0.9 },
      { what: 'tokens/s over the library, labels', measured: wideCell(/^2 labels/, 4), least: 0.9 },
    ],
  },
  {
    name: 'start',
    file: 'start/run.mjs',
    quick: [1],
    goals: [
      { what: 'ms, --version', measured: found(/^--version\t\d+\t(\d+)/m), most: 100 },
      { what: 'ms, --help', measured: found(/^--help\t\d+\t(\d+)/m), most: 100 },
      { what: 'ms, validate of a long config', measured: found(/^validate.*\t\d+\t(\d+)/m), most: 300 },
      { what: 'ms to the first request', measured: found(/^first request\t\d+\t(\d+)/m), most: 1000 },
    ],
  },
  {
    name: 'tasks',
    file: 'tasks/run.mjs',
    quick: [4000],
    goals: [{ what: 'ms a claim, 99th percentile', measured: found(/"p99":([\d.]+)/), most: 2 }],
  },
  {
    name: 'reuse',
    file: 'reuse/run.mjs',
    quick: [1],
    goals: [{ what: 's, a finished run again', measured: found(/again with -r latest: ([\d.]+)/), most: 1 }],
  },
  {
    name: 'scoring',
    file: 'scoring/run.mjs',
    goals: [{ what: 'CPU s, one million predictions', measured: found(/cpuSeconds: ([\d.]+)/), most: 20 }],
  },
  {
    name: 'scoring-hostile',
    file: 'scoring/hostile.mjs',
    quick: ['accuracy', 'first-option'],
    goals: [{ what: 'evaluators and postprocessors that take 50 ms or more', measured: slowOnes, most: 0 }],
  },
  {
    name: 'million',
    file: 'million/run.mjs',
    quick: [40_000],
    goals: [{ what: 'MiB of the launcher at the most rows over those at a quarter', measured: growth, most: 1.2 }],
  },
  {
    name: 'dlc',
    file: 'dlc/run.mjs',
    quick: [64],
    goals: [
      { what: 'calls/s of the CLI', measured: found(/by cli[\s\S]*?calls \| ([\d.]+) a second/), most: 5 },
      { what: 'MiB above a launcher without a runner', measured: found(/without a runner \| (-?\d+) MiB/), most: 100 },
    ],
  },
];

/** The plan's error, and what the simulated runs may be over their bound at most. */
function makespan(name, error, args, most) {
  return {
    name,
    file: 'makespan/run.mjs',
    args: ['--only', 'balanced', ...args],
    quick: ['--only', 'balanced', '--workers', '8', ...args],
    goals: [{ what: `simulated time over bound, ${error}`, measured: worstRatio, most }],
  };
}

/** The first group of a pattern, as a number. */
function found(pattern) {
  return (output) => Number(pattern.exec(output)?.[1] ?? Number.NaN);
}

/** A cell of the first line that looks so, between blanks. */
function cell(line, position) {
  return (output) => Number(lineOf(output, line).trim().split(/\s+/)[position] ?? Number.NaN);
}

/** A cell of the first line that looks so, between two blanks or more. */
function wideCell(line, position) {
  return (output) =>
    Number(
      lineOf(output, line)
        .trim()
        .split(/\s{2,}/)[position] ?? Number.NaN,
    );
}

/** A cell of the first line that looks so, between bars. */
function column(line, position) {
  return (output) => Number(lineOf(output, line).split('|')[position] || Number.NaN);
}

function lineOf(output, pattern) {
  return output.split('\n').find((line) => pattern.test(line)) ?? '';
}

function worstRatio(output) {
  return Math.max(...JSON.parse(output).rows.map(({ ratio }) => ratio));
}

function slowOnes(output) {
  const [, fast, all] = /(\d+) of (\d+) stay under/.exec(output) ?? [];
  return Number(all ?? Number.NaN) - Number(fast);
}

function growth(output) {
  const [quarter, most] = output
    .trim()
    .split('\n')
    .slice(-2)
    .map((line) => Number(line.trim().split(/\s+/)[1]));
  return most / quarter;
}
