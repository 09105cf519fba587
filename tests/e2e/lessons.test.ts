/** Every lesson in a real Chromium that reaches no other host: it opens, and its interactive parts work. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { visits } from '../support/visits.ts';

const ROOT = fileURLToPath(new URL('../../lessons', import.meta.url));
const LESSONS = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^[^/]+\/[^/]+\.mdx$/.test(path))
  .map((path) => `/lessons/${path.replace(/\.mdx$/, '')}/`)
  .sort();
const WEEKEND_APP = '/lessons/00-start/01-the-weekend-app/';

const built = visits();
const { visit } = built;

describe.each(LESSONS)('%s', (path) => {
  test('opens without an error, fit for a phone, and by the rules of axe', async () => {
    await visit(path, async (page) => {
      expect(await page.locator('script:not([src]), style').count(), 'inline scripts and styles').toBe(0);

      for (const details of await page.locator('details').all())
        await details.evaluate((element: HTMLDetailsElement) => {
          element.open = true;
        });
      for (const width of [320, 390, 1024]) {
        await page.setViewportSize({ width, height: 800 });
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth),
          `width of the page in a window of ${width}`,
        ).toBeLessThanOrEqual(width);
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await axeViolations(page), colorScheme).toEqual([]);
      }
    });
  });

  test('links inside the site resolve', async () => {
    await visit(path, async (page) => {
      const links = await page
        .locator('main a[href]')
        .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
      for (const link of new Set(links)) {
        const url = new URL(link);
        if (url.origin !== built.origin) continue;
        const response = await page.request.get(url.origin + url.pathname);
        expect(response.status(), link).toBe(200);
        if (url.hash) expect(await response.text(), link).toContain(`id="${url.hash.slice(1)}"`);
      }
    });
  });

  test('says its claims’ sources and leads on', async () => {
    const text = await readFile(`${ROOT}/${path.slice('/lessons/'.length, -1)}.mdx`, 'utf8');
    const [, frontMatter = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
    for (const [, url = ''] of body.matchAll(/\]\((https?:[^)\s]+)\)/g))
      expect(frontMatter, 'the sources in the front matter').toContain(url);
    for (const track of ['builder', 'engineer', 'graduate'])
      expect(body, `an aside for the ${track}`).toContain(`<Aside track="${track}">`);
    expect(body).toContain('\n## Next time\n');
  });
});

describe('the weekend app', () => {
  const step = (page: Page, id: string): Locator => page.locator(`live-app [data-step="${id}"]`);
  const attack = (page: Page, id: string) => step(page, id).getByRole('button').click();
  const finding = (page: Page, id: string) =>
    expect.poll(() => step(page, id).locator('.finding').textContent(), { timeout: 30_000 });

  test('works in its demo, and all five attacks get through', async () => {
    await visit(WEEKEND_APP, async (page) => {
      await page.getByRole('button', { name: 'Start the app' }).click();
      await finding(page, 'log-in').toContain('Works');
      await finding(page, 'community').toContain('201 members');
      await finding(page, 'buy').toContain('Works');
      await expect.poll(() => page.locator('.state').textContent()).toContain('Your turn');

      await attack(page, 'emails');
      await finding(page, 'emails').toContain('Got through');
      await step(page, 'emails').locator('summary').click();
      expect(await step(page, 'emails').locator('pre').textContent()).toContain('founder@potluck.example');

      // Anybody: also somebody whom only the list just told.
      await step(page, 'anybody').getByLabel('Whose account?').fill('bela.costa1@example.org');
      await attack(page, 'anybody');
      await finding(page, 'anybody').toContain('You are Bela Costa');

      await attack(page, 'paid');
      await finding(page, 'paid').toContain('No money has moved');
      await attack(page, 'admin');
      await finding(page, 'admin').toContain('Got through');
      await attack(page, 'queries');
      await finding(page, 'queries').toContain('403 queries');
      expect(await page.locator('live-app .count').textContent()).toBe('5 of 5 attacks got through');
    });
  });

  test('starts over with an empty count and a fresh database', async () => {
    await visit(WEEKEND_APP, async (page) => {
      await page.getByRole('button', { name: 'Start the app' }).click();
      await finding(page, 'buy').toContain('Works');
      await expect
        .poll(() => step(page, 'paid').getByRole('button').getAttribute('aria-disabled'))
        .toBe('false');
      await attack(page, 'paid');
      await finding(page, 'paid').toContain('Got through');
      await page.getByRole('button', { name: 'Start over' }).click();
      await finding(page, 'paid').toBe('');
      expect(await page.locator('live-app .count').textContent()).toBe('0 of 5 attacks got through');
      await finding(page, 'buy').toContain('Works');
    });
  });

  test('loads nothing of the runtime before somebody asks for it', async () => {
    await visit(WEEKEND_APP, async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.reload({ waitUntil: 'networkidle' });
      expect(asked.filter((path) => /wasm|worker|runtime|pglite/i.test(path))).toEqual([]);
    });
  });
});

test('a guess is answered when the answer is opened', async () => {
  await visit('/lessons/00-start/03-same-tool-three-outcomes/', async (page) => {
    const guess = page.locator('lesson-guess').first();
    await guess.getByLabel('A’s and B’s.').check();
    await guess.locator('summary').click();
    await expect.poll(() => guess.getByRole('status').textContent()).toContain('Right.');
  });
});

test('the claim is checked against both sources', async () => {
  await visit('/lessons/00-start/02-what-vibe-coding-is/', async (page) => {
    const claim = page.locator('.claim');
    expect(await claim.getByText('cross-site scripting', { exact: true }).isVisible()).toBe(false);
    await claim.getByText('Open the sources').click();
    expect(await claim.getByText('cross-site scripting', { exact: true }).isVisible()).toBe(true);
  });
});

test('the self-check suggests a route, and remembers the answers in this browser', async () => {
  await visit('/lessons/00-start/04-pick-your-route/', async (page) => {
    const check = page.locator('route-check');
    const items = check.locator('.route li:visible');
    // Its script comes when a reader is near.
    await check.evaluate((part) => part.scrollIntoView());
    await check.getByLabel('Years of shipping software.').check();
    await check.getByLabel('Strangers, today.').check();
    await check.getByLabel('Orders are paid', { exact: false }).check();
    await check.getByRole('button', { name: 'Suggest a route' }).click();
    await expect.poll(() => items.count()).toBe(4);
    expect(await items.first().textContent()).toContain('Money');
    await page.reload();
    await check.evaluate((part) => part.scrollIntoView());
    await expect.poll(() => items.first().textContent()).toContain('Money');
    expect(await check.getByLabel('Strangers, today.').isChecked()).toBe(true);
  });
});

test('a block list holds a wave only until the next one has read it', async () => {
  await visit('/lessons/01-login/02-why-block-lists-fail/', async (page) => {
    const box = page.locator('block-list-box');
    const list = box.getByLabel('Your block list', { exact: false });
    const next = box.getByRole('button', { name: 'Next wave' });
    const told = () => box.getByRole('status').textContent();
    expect(await told()).toBe('0 of 2 attacks blocked, 0 of 6 people refused.');
    await list.fill("'");
    expect(await told()).toBe('2 of 2 attacks blocked, 2 of 6 people refused.');
    expect(await next.getAttribute('aria-disabled')).toBe('true');
    await list.fill("' or\n' --");
    expect(await told()).toContain('It holds.');
    await next.click();
    expect(await told()).toBe('3 of 4 attacks blocked, 0 of 6 people refused.');
    expect(await box.locator('.attacks li:visible').count()).toBe(4);
  });
});

test('the thief’s times are in the page without a script', async () => {
  const context = await built.browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${built.origin}/lessons/01-login/03-sessions-that-end/`);
  for (const summary of await page.locator('lesson-guess summary').all()) await summary.click();
  const row = page.getByRole('row', { name: 'A random id', exact: false });
  expect((await row.getByRole('cell').allTextContents()).map((text) => text.trim())).toEqual([
    '17:00',
    '9:10',
    '9:10',
  ]);
  await context.close();
});

test('a signature fits the bytes that were signed, for five minutes', async () => {
  await visit('/lessons/03-money/01-who-sent-this-webhook/', async (page) => {
    const box = page.locator('signature-box');
    await expect.poll(() => box.getByRole('status').textContent()).toContain('Believed');
    await box.getByRole('button', { name: 'Parse it', exact: false }).click();
    await expect.poll(() => box.getByRole('status').textContent()).toContain('Refused');
    await box.getByRole('button', { name: 'As it came' }).click();
    await expect.poll(() => box.getByRole('status').textContent()).toContain('Believed');
    await box.getByLabel('It arrives').selectOption('ten minutes later');
    await expect.poll(() => box.getByRole('status').textContent()).toContain('more than five minutes old');
  });
});

test('the plug between two statements loses money, but not in a transaction', async () => {
  await visit('/lessons/03-money/03-half-a-transfer/', async (page) => {
    const box = page.locator('transfer-box');
    const press = (name: string) => box.getByRole('button', { name }).click();
    const total = () => box.locator('.total').textContent();
    await press('Next statement');
    await press('Pull the plug');
    expect(await total()).toBe('40');
    await box.getByLabel('in a transaction').check();
    expect(await total()).toBe('120');
    for (let count = 0; count < 2; count++) await press('Next statement');
    expect(await total()).toBe('40');
    await press('Pull the plug');
    expect(await total()).toBe('120');
  });
});
