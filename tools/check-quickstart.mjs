#!/usr/bin/env node
/**
 * Reads what `oc-core configs/quickstart.yaml` prints from standard input, passes it on, and holds its scores against the
 * reference of the tiny models. Exit code 1, and a line for each, where a score is missing or off by more than 0.5.
 *
 *     npx oc-core configs/quickstart.yaml | node tools/check-quickstart.mjs
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

const TOLERANCE = 0.5;
const reference = JSON.parse(readFileSync(new URL('../packages/tiny-models/reference.json', import.meta.url), 'utf8'));

const output = await text(process.stdin);
console.log(output);
const scores = scoresIn(output);
const expectations = Object.entries(reference).flatMap(([model, datasets]) =>
  Object.entries(datasets).map(([dataset, { accuracy }]) => ({ model, dataset, expected: accuracy })),
);
const wrong = expectations.filter(
  ({ model, dataset, expected }) => !(Math.abs(scoreOf(model, dataset) - expected) <= TOLERANCE),
);
for (const { model, dataset, expected } of wrong) {
  console.log(`${model}, ${dataset}: ${scoreOf(model, dataset) ?? 'no score'}, expected ${expected}`);
}
console.log(`${expectations.length - wrong.length} of ${expectations.length} scores are as expected`);
process.exitCode = expectations.length > 0 && wrong.length === 0 ? 0 : 1;

function scoreOf(model, dataset) {
  return scores.get(dataset)?.[model];
}

/** Dataset to its row of the table, by column. */
function scoresIn(output) {
  const lines = output.split('\n').map((line) => line.trim().split(/\s{2,}/));
  const header = lines.find(([first]) => first === 'dataset') ?? [];
  const rows = lines.filter((cells) => cells.length === header.length);
  return new Map(
    rows.map((cells) => [cells[0], Object.fromEntries(header.map((name, i) => [name, Number(cells[i])]))]),
  );
}
