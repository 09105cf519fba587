/** What a learner does on the exercise page, with a clock beside it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { loadFiles } from '../../src/course/load.ts';
import { exportText } from '../../src/progress/export-text.ts';
import { EXERCISE, ROOT } from './login.ts';
import { timed } from './row.ts';

/** Milliseconds for one step of a learner, on a machine that is busy elsewhere. */
const PATIENCE = 900_000;
const ADDRESS = `/exercises/${EXERCISE}/`;

/** A browser of its own: nothing cached, nothing kept. No route, which would switch the browser's cache off. */
export async function newLearner(browser: Browser): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
  });
  context.setDefaultTimeout(PATIENCE);
  return { page: await context.newPage(), context };
}

/** Opens the exercise with the solution in it, as work that was carried over from another browser. */
export async function openSolution(page: Page, origin: string): Promise<void> {
  const now = Date.now();
  const work = {
    exercise: EXERCISE,
    revision: 0,
    files: await loadFiles(ROOT, EXERCISE, 'solution'),
    base: await loadFiles(ROOT, EXERCISE, 'starter'),
    activeFile: 'server.ts',
    hintsShown: [],
    solutionShown: false,
    updatedAt: now,
  };
  await page.goto(`${origin}/progress/`);
  await page.locator('input[type=file]').setInputFiles({
    name: 'progress.json',
    mimeType: 'application/json',
    buffer: Buffer.from(exportText({ lessons: [], work: [work] }, now)),
  });
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await page.getByText(/^Imported\./).waitFor();
  await page.goto(origin + ADDRESS);
  await page.locator('.wb-file .monaco-editor .view-line').first().waitFor();
}

/** From the click on "Check my fix" to the last verdict. @throws Error when the code does not pass. */
export function check(page: Page): Promise<number> {
  return untilVerdict(page, () => page.getByRole('button', { name: 'Check my fix' }).click());
}

/** The same for one check, whose details are open. */
export function checkOne(page: Page): Promise<number> {
  return untilVerdict(page, () => page.getByRole('button', { name: 'Run this check' }).first().click());
}

async function untilVerdict(page: Page, press: () => Promise<void>): Promise<number> {
  const ms = await timed(async () => {
    await press();
    // The banner of an earlier run goes when a run begins.
    await page.locator('.wb-banner').waitFor({ state: 'detached' });
    await page.locator('.wb-banner').waitFor();
  });
  const words = (await page.locator('.wb-banner').textContent()) ?? '';
  if (!/^\s*(Passed|1 of 1 passed)/.test(words))
    throw new Error(`The solution did not pass in the page: ${words}`);
  return ms;
}

/** From an empty address bar to the answer of the first request of the attack console. */
export function openedToAnswer(page: Page, origin: string): Promise<number> {
  return timed(async () => {
    await page.goto(origin + ADDRESS, { waitUntil: 'commit' });
    await page.getByRole('button', { name: /Register Ada/ }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('201 Created').first().waitFor();
  });
}

export const schemaOf = (folder: string) => readFile(join(folder, 'schema.sql'), 'utf8');
