/** What the page is like while the learner's code misbehaves: it answers, and nothing piles up. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildHostPage } from '../../src/runtimes/browser/headless/host-page.ts';
import { type StaticServer, serveFolder } from '../../src/runtimes/browser/headless/static-server.ts';
import { launchChromium, openLocalPage } from '../support/chromium.ts';
import { change, exercise, FILES } from './fixture/tiny.ts';

let server: StaticServer;
let browser: Browser;
let page: Page;
let refused: string[];
let path: string;

beforeAll(async () => {
  const built = await buildHostPage({ suites: ['/tests/browser-runtime/fixture/*/*.suite.ts'] });
  path = built.path;
  server = await serveFolder(built.folder);
  browser = await launchChromium();
  ({ page, refused } = await openLocalPage(browser));
  await page.exposeFunction('other90Tell', () => {});
  await page.goto(server.origin + path);
  await page.evaluate(() => other90.prepare());
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('the page goes on painting while the app is in an endless loop', async () => {
  const loops = change("response.end('hello')", 'for (;;);');
  const opened = await page.evaluate(([e, f]) => other90.open(e, f), [exercise, loops] as const);
  if (!opened.ok) throw new Error(opened.message);
  const first = await page.evaluate(async (app) => {
    const answer = other90.request(app, { method: 'GET', path: '/', headers: [] }).then((outcome) => outcome);
    const frames = async () => {
      for (let n = 0; n < 30; n += 1) await new Promise(requestAnimationFrame);
      return 'thirty frames';
    };
    return Promise.race([answer, frames()]);
  }, opened.value);
  expect(first).toBe('thirty frames');
  await page.evaluate((app) => other90.stop(app), opened.value);
});

test('a check leaves the open app and its data alone', async () => {
  const outcomes = await page.evaluate(
    async ([e, files]) => {
      const opened = await other90.open(e, files);
      if (!opened.ok) return [opened];
      const words = { path: '/words', headers: [] };
      return [
        await other90.request(opened.value, { ...words, method: 'POST', body: btoa('pear') }),
        await other90.grade(1000, e, { exercise: 'tiny', files, seed: 1 }),
        await other90.request(opened.value, { ...words, method: 'GET' }),
        await other90.stop(opened.value),
      ];
    },
    [exercise, FILES] as const,
  );
  expect(outcomes).toMatchObject([
    { value: { status: 201 } },
    { value: { verdict: 'pass' } },
    { value: { body: btoa('pear') } },
    { ok: true },
  ]);
});

test('a start takes the place of one that is still under way', async () => {
  const outcomes = await page.evaluate(
    async ([e, mute, files]) => {
      const first = other90.open(e, mute);
      const second = await other90.open(e, files);
      if (!second.ok) return [await first, second];
      const answer = await other90.request(second.value, { method: 'GET', path: '/', headers: [] });
      return [await first, answer, await other90.stop(second.value)];
    },
    [exercise, change('.listen(process.env.PORT', '; void (0'), FILES] as const,
  );
  expect(outcomes).toMatchObject([
    { ok: false, message: expect.stringMatching(/stopped/) },
    { value: { body: btoa('hello') } },
    { ok: true },
  ]);
});

test('twenty runs leave as many workers as one', async () => {
  const run = (n: number) =>
    page.evaluate(([e, j, i]) => other90.grade(i, e, j), [
      exercise,
      { exercise: 'tiny', files: FILES, seed: n },
      n,
    ] as const);
  await run(1);
  const workers = page.workers().length;
  for (let n = 2; n <= 20; n += 1)
    expect(await run(n)).toMatchObject({ ok: true, value: { verdict: 'pass' } });
  // A worker that was ended is reported as gone a moment later.
  await expect.poll(() => page.workers().length).toBeLessThanOrEqual(workers);
});

test('nothing beyond this machine is asked for', () => {
  expect(refused).toEqual([]);
});

test('a database file that is missing is our error and says what to do', async () => {
  const { page: broken, context } = await openLocalPage(browser);
  await context.route(/\/cluster-[^/]*\.bin$/, (route) => route.fulfill({ status: 404, body: 'gone' }));
  await broken.exposeFunction('other90Tell', () => {});
  await broken.goto(server.origin + path);
  const outcome = await broken.evaluate(([e, j]) => other90.grade(1, e, j), [
    exercise,
    { exercise: 'tiny', files: FILES, seed: 1 },
  ] as const);
  expect(outcome).toMatchObject({
    ok: true,
    value: { verdict: 'error', checks: [], error: expect.stringMatching(/cluster-.*answers 404.*Reload/) },
  });
  await context.close();
});

test('offline before the first load is our error; afterwards all works', async () => {
  const { page: late, context } = await openLocalPage(browser);
  await late.exposeFunction('other90Tell', () => {});
  await late.goto(server.origin + path);
  const grade = (n: number) =>
    late.evaluate(([e, j, i]) => other90.grade(i, e, j), [
      exercise,
      { exercise: 'tiny', files: FILES, seed: 1 },
      n,
    ] as const);
  await context.setOffline(true);
  expect(await grade(1)).toMatchObject({
    value: { verdict: 'error', error: expect.stringContaining('offline') },
  });
  await context.setOffline(false);
  expect(await grade(2)).toMatchObject({ value: { verdict: 'pass' } });
  await context.setOffline(true);
  expect(await grade(3)).toMatchObject({ value: { verdict: 'pass' } });
  await context.close();
});
