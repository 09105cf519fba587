import { expect, it } from 'vitest';
import { Random } from '../../graders/kit/random.ts';
import { trendOf } from '../../scripts/soak/trend.ts';

const ALLOWED = { share: 0.05, least: 8 };
/** Twenty-four measurements around what `at` says, as they breathe. */
const measured = (seed: number, at: (step: number) => number, noise = 10) => {
  const random = new Random(seed);
  return Array.from({ length: 24 }, (_, step) => at(step) + (random.fraction() - 0.5) * 2 * noise);
};
const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const grew = (at: (step: number) => number) =>
  seeds.filter((seed) => !trendOf(measured(seed, at), ALLOWED).isLevel).length;

it('takes what breathes for level', () => {
  expect(grew(() => 600)).toBe(0);
});

it('takes what warms up in the first half, or in one step later on, for level', () => {
  expect(grew((step) => 600 - 300 / (step + 1))).toBe(0);
  expect(grew((step) => (step < 18 ? 600 : 640))).toBeLessThanOrEqual(4);
});

it('finds what grows at every step', () => {
  expect(grew((step) => 600 + 8 * step)).toBeGreaterThanOrEqual(seeds.length - 1);
});

it('does not mind growth that nobody would notice', () => {
  expect(
    trendOf(
      measured(1, (step) => 600 + step / 10, 0),
      ALLOWED,
    ),
  ).toMatchObject({ tau: 1, isLevel: true });
});
