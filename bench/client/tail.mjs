/**
 * Latency with a long tail: log-normal, median 50 ms, sigma 1. The bound is what the server took for all requests, shared
 * evenly by those in flight, or its longest, where that is longer. Run after `npm run build`:
 *
 *     node bench/client/tail.mjs [samples] [rounds]
 */
import { bestOf, openModel, row, secondsFor, startServer } from './support.mjs';

const samples = Number(process.argv[2] ?? 5000);
const rounds = Number(process.argv[3] ?? 5);
const heads = ['in flight', 'seconds', 'bound', 'longest request ms', 'time over bound'];

const server = await startServer({ latencyMs: 50, sigma: 1 });
console.log(`${samples} prompts, best of ${rounds} rounds; Node ${process.version}`);
console.log(heads.join('  '));
for (const level of [16, 64]) {
  const [{ seconds, bound, longest, cost }] = await bestOf(rounds, [() => measure(level)]);
  console.log(row(heads, [level, seconds.toFixed(2), bound.toFixed(2), longest.toFixed(0), cost.toFixed(3)]));
}
server.close();

async function measure(level) {
  const model = await openModel(server.url, level);
  const seconds = await secondsFor(model, samples, [server]);
  await model.close();
  const { busyMs, longestMs } = await server.seen();
  const bound = Math.max(busyMs / level, longestMs) / 1000;
  return { seconds, bound, longest: longestMs, cost: seconds / bound };
}
