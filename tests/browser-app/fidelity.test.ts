/**
 * A small share of `npm run fidelity`: the same apps in real Node and in the browser runtime get the same generated
 * requests and give equal answers and prints.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Comparison } from './fidelity/run.ts';
import { shownSample } from './fidelity/sample.ts';

const COUNT = 1_000;
const seed = Number(process.env.OTHER90_FIDELITY_SEED ?? 90);

let comparison: Comparison;
beforeAll(async () => {
  comparison = await Comparison.open();
});
afterAll(() => comparison.close());

test(`${COUNT} requests of seed ${seed} are answered alike`, async () => {
  const { classes, compared, broken, count } = await comparison.run(seed, COUNT);
  const told = classes.map(({ app, kind, example }) => `${app}: ${kind}: ${shownSample(example.sample)}`);
  expect(told, `seed ${seed}; npm run fidelity -- --seed ${seed} --only N tells more`).toEqual([]);
  expect(Object.values(compared).reduce((sum, times) => sum + times, 0)).toBe(count);
  // Most have to be answers: two broken ones are equal.
  expect(broken).toBeLessThan(count / 10);
});

test('every listed difference is still one', async () => {
  expect(await comparison.outdated()).toEqual([]);
});
