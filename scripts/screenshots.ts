/**
 * `npm run screenshots`: pictures of the built site, wide, on a laptop and on a phone, light and dark, into
 * `.cache/screenshots/` to look at, and the README's two into `docs/`.
 */
import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../src/runtimes/browser/headless/chromium.ts';
import { serveSite } from '../tests/support/site.ts';

const FOLDER = '.cache/screenshots';

const SIZES = {
  wide: { width: 1440, height: 900 },
  laptop: { width: 1024, height: 700 },
  phone: { width: 390, height: 844 },
};

const PICTURES: Record<string, { path: string; whole: boolean; prepare?(page: Page): Promise<void> }> = {
  home: { path: '/', whole: true },
  lesson: { path: '/lessons/01-login/01-twelve-lines-six-holes/', whole: true, prepare: breakIntoLesson },
  exercise: { path: '/exercises/login/', whole: false },
  breach: { path: '/exercises/login/', whole: false, prepare: breakIntoExercise },
  review: { path: '/exercises/login-review/', whole: true, prepare: reviewTwoLines },
};

async function breakIntoLesson(page: Page): Promise<void> {
  await page.locator('sql-box input').first().fill("' OR 1=1 --");
  // What follows the reader down the page stands at its top.
  await page.evaluate(() => scrollTo(0, 0));
}

/** One hole found, one good line marked. */
async function reviewTwoLines(page: Page): Promise<void> {
  await page.locator('.review[data-ready="true"]').waitFor();
  for (const [code, category, severity] of [
    ['const JWT_SECRET', 'A secret stands in the code', 'High'],
    ['ON CONFLICT', 'It breaks: an error, a race, a crash', 'Medium'],
  ] as const) {
    await page.locator('button.code-line', { hasText: code }).click();
    const form = page.getByRole('group', { name: /The mark on line/ });
    await form.getByRole('combobox').selectOption({ label: category });
    await form.getByRole('radio', { name: severity }).check();
    await form.getByRole('button', { name: 'Done' }).click();
  }
  await page.getByRole('button', { name: 'Hand in my review' }).click();
  await page.locator('#result-title').waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

/** On a phone the console is one of several views; there the brief is the picture. */
async function breakIntoExercise(page: Page): Promise<void> {
  const send = async (title: string) => {
    const button = page.getByRole('button', { name: title });
    // Where there is little room the requests are a menu.
    if (await button.isVisible()) await button.click();
    else await page.locator('select', { hasText: title }).selectOption({ label: title });
    await page.getByRole('button', { name: 'Send', exact: true }).click();
  };
  await page.locator('.wb').waitFor();
  if ((page.viewportSize()?.width ?? 0) < SIZES.laptop.width) return;
  await send('Register Ada');
  await page.getByText('201 Created').first().waitFor({ timeout: 60_000 });
  await send("Attack: ' OR 1=1 --");
  await page.getByText('The attack got through').waitFor({ timeout: 60_000 });
  // The editor's colours come with its own worker.
  await page.locator('.monaco-editor .view-line').first().waitFor();
}

async function take(browser: Browser, origin: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      for (const [name, picture] of Object.entries(PICTURES)) {
        const page = await context.newPage();
        await page.goto(origin + picture.path, { waitUntil: 'networkidle' });
        await picture.prepare?.(page);
        const file = `${FOLDER}/${name}-${size}-${colorScheme}.png`;
        await page.screenshot({ path: file, fullPage: picture.whole });
        console.log(file);
        await page.close();
      }
      await context.close();
    }
  }
}

await mkdir(FOLDER, { recursive: true });
const [browser, site] = await Promise.all([launchChromium(), serveSite()]);
try {
  await take(browser, site.origin);
} finally {
  await Promise.all([browser.close(), site.close()]);
}
for (const theme of ['light', 'dark']) {
  // A palette takes a third of the bytes, and nobody sees it.
  await sharp(`${FOLDER}/breach-wide-${theme}.png`)
    .png({ palette: true })
    .toFile(`docs/exercise-${theme}.png`);
}
