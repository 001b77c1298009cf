// Every evaluator and postprocessor on texts of 100 kB (in UTF-8) made to be slow: milliseconds of processor time,
// slowest first.
//   npx tsc -b packages/evaluator-standard && node bench/scoring/hostile.mjs [NAME...]
import { readdirSync } from 'node:fs';
import { HOSTILE, OPTIONS, REFERENCES } from '../../packages/evaluator-standard/test/hostile.mjs';

const BYTES = 100_000;
const DIST = new URL('../../packages/evaluator-standard/dist/', import.meta.url);
const wanted = process.argv.slice(2);
const names = readdirSync(DIST, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

const rows = [];
for (const name of names.filter((one) => wanted.length === 0 || wanted.includes(one))) {
  const { default: plugin } = await import(new URL(`${name}/index.js`, DIST));
  const run = await runner(plugin);
  const times = Object.entries(HOSTILE).map(([text, make]) => ({ text, ms: milliseconds(run, hostile(make)) }));
  const slowest = times.reduce((a, b) => (b.ms > a.ms ? b : a));
  rows.push({ name, kind: plugin.kind, ms: Math.round(slowest.ms * 10) / 10, on: slowest.text });
}
console.table(rows.sort((a, b) => b.ms - a.ms));
console.log(
  `${rows.filter(({ ms }) => ms < 50).length} of ${rows.length} stay under 50 ms on each of ${Object.keys(HOSTILE).length} texts`,
);

function hostile(make) {
  const text = make(BYTES);
  return text.slice(0, Math.floor((text.length * BYTES) / Math.max(BYTES, Buffer.byteLength(text))));
}

async function runner(plugin) {
  const made = await plugin.create({ ...OPTIONS[plugin.name] }, { resolvePath: (path) => path });
  if (plugin.kind === 'postprocessor') return (text) => made(text);
  const { signal } = new AbortController();
  const { reference = 'The answer is 42', ...rest } = REFERENCES[plugin.name] ?? {};
  return (text) =>
    made.evaluate(
      [
        {
          index: 0,
          replica: 0,
          id: '0',
          prediction: text,
          rawPrediction: text,
          reference,
          row: {},
          prompt: '',
          ...rest,
        },
      ],
      { signal },
    );
}

/** Least of three, of a process that is warm. */
function milliseconds(run, text) {
  const once = () => {
    const start = process.cpuUsage();
    try {
      run(text);
    } catch {
      // What is refused has been looked at, too.
    }
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  return Math.min(once(), once(), once());
}
