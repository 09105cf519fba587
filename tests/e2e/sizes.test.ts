/** What a learner's browser downloads, held to `scripts/sizes/budgets.json`. The figures: `npm run sizes`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import budgets from '../../scripts/sizes/budgets.json' with { type: 'json' };
import { lessonPaths } from '../../scripts/sizes/lesson-paths.ts';
import { measureSizes, type Sizes } from '../../scripts/sizes/measure.ts';
import { launchChromium } from '../support/chromium.ts';
import { serveCompressedSite } from '../support/compressed-site.ts';

let sizes: Sizes;

beforeAll(async () => {
  const [browser, site] = await Promise.all([launchChromium(), serveCompressedSite()]);
  try {
    sizes = await measureSizes(browser, site, await lessonPaths());
  } finally {
    await Promise.all([browser.close(), site.close()]);
  }
}, 1_200_000);

afterAll(() => console.error(JSON.stringify(sizes)));

test.each(Object.entries(budgets) as Array<[keyof Sizes, number]>)('%s: %d bytes at most', (name, budget) => {
  expect(sizes[name]).toBeGreaterThan(0);
  expect(sizes[name]).toBeLessThanOrEqual(budget);
});

test('each figure has a budget', () => {
  expect(Object.keys(budgets).sort()).toEqual(Object.keys(sizes).sort());
});
