/**
 * Three endpoints of unequal speed (40, 100 and 250 ms, 16 requests each) as one list, against the sum of what each of
 * them did alone. Run after `npm run build`:
 *
 *     node bench/client/unequal.mjs [samples] [rounds]
 */
import { bestOf, openModel, row, secondsFor, startServer } from './support.mjs';

const samples = Number(process.argv[2] ?? 5000);
const rounds = Number(process.argv[3] ?? 5);
const heads = ['alone: 40 ms', '100 ms', '250 ms', 'their sum', 'together', 'rate over sum'];

const servers = await Promise.all([40, 100, 250].map((latencyMs) => startServer({ latencyMs })));
console.log(`${samples} prompts, requests/s, best of ${rounds} rounds; Node ${process.version}`);
console.log(heads.join('  '));
// Each alone about as long as all of them together take.
const alone = [0.64, 0.26, 0.1].map((share, i) => () => measure([servers[i]], samples * share));
const [fast, middle, slow, together] = (await bestOf(rounds, [...alone, () => measure(servers, samples)])).map(
  ({ cost }) => 1 / cost,
);
const sum = fast + middle + slow;
const rates = [fast, middle, slow, sum, together].map((rate) => rate.toFixed(0));
console.log(row(heads, [...rates, (together / sum).toFixed(3)]));
for (const server of servers) server.close();

/** Seconds for one prompt. */
async function measure(used, count) {
  const urls = used.map(({ url }) => url);
  const model = await openModel(urls, 16);
  const seconds = await secondsFor(model, count, used);
  await model.close();
  return { cost: seconds / count };
}
