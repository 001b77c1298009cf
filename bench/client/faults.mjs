/**
 * What haste and broken connections cost: prompts against a server that answers after 50 ms, and against one that refuses
 * 2 % of the requests with 429 and drops 0.5 % with their connection. Run after `npm run build`:
 *
 *     node bench/client/faults.mjs [samples] [rounds]
 */
import { bestOf, openModel, row, secondsFor, startServer } from './support.mjs';

const samples = Number(process.argv[2] ?? 5000);
const rounds = Number(process.argv[3] ?? 5);
const heads = ['in flight', 'clean requests/s', 'with faults', 'refused', 'dropped', 'rate over clean'];

const clean = await startServer();
const faulty = await startServer({ refused: 0.02, dropped: 0.005 });
console.log(`${samples} prompts, best of ${rounds} rounds; every one answered once; Node ${process.version}`);
console.log(heads.join('  '));
for (const level of [16, 64]) {
  const runs = [clean, faulty].map((server) => () => measure(server, level));
  const [without, { cost, refused, dropped }] = await bestOf(rounds, runs);
  const rates = [without.cost, cost].map((seconds) => (samples / seconds).toFixed(0));
  console.log(row(heads, [level, ...rates, refused, dropped, (without.cost / cost).toFixed(3)]));
}
clean.close();
faulty.close();

async function measure(server, level) {
  const model = await openModel(server.url, level);
  const seconds = await secondsFor(model, samples, [server]);
  await model.close();
  const seen = await server.seen();
  if (seen.answered !== samples) throw new Error(`${seen.answered} answers instead of ${samples}`);
  return { cost: seconds, ...seen };
}
