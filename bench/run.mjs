/**
 * Every benchmark of `benchmarks.mjs`, one after the other, and at the end what each came to beside its goal. Exit code 1
 * where a goal is missed. Run after `npm run build`:
 *
 *     npm run bench -- [--only NAME,...] [--quick]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
const names = values.only?.split(',') ?? BENCHMARKS.map(({ name }) => name);
const unknown = names.filter((name) => !BENCHMARKS.some((one) => one.name === name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${BENCHMARKS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const rows = [];
for (const benchmark of BENCHMARKS.filter(({ name }) => names.includes(name))) rows.push(...(await rowsOf(benchmark)));
console.log('\n| benchmark | what | measured | goal | reached |\n| --- | --- | --- | --- | --- |');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
process.exit(rows.some((row) => row.at(-1) === 'no') ? 1 : 0);

async function rowsOf({ name, file, args = [], quick = args, goals }) {
  const words = (values.quick ? quick : args).map(String);
  console.log(`\n## ${name}: node bench/${[file, ...words].join(' ')}\n`);
  const { code, output } = await outputOf(fileURLToPath(new URL(file, import.meta.url)), words);
  if (code !== 0) return [[name, `ended with ${code}`, '', '', 'no']];
  return goals.map(({ what, measured, most, least }) => {
    const value = measured(output);
    const goal = most === undefined ? `at least ${least}` : `at most ${most}`;
    const reached = most === undefined ? value >= least : value <= most;
    return [name, what, Number(value.toPrecision(4)), goal, reached ? 'yes' : 'no'];
  });
}

/** Shows what it prints as it comes. */
async function outputOf(program, args) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts = [];
  child.stdout.on('data', (part) => {
    parts.push(part);
    process.stdout.write(part);
  });
  const [code] = await once(child, 'close');
  return { code, output: Buffer.concat(parts).toString() };
}
