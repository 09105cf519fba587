/** What a learner does on the exercise page, with a clock beside it. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openLocalPage } from '../../tests/support/chromium.ts';

const PATIENCE = { timeout: 300_000 };
export const EXERCISE = '/exercises/login/';
const editorOf = (page: Page) => page.locator('.wb-file .monaco-editor').first();

export interface OpenedExercise {
  page: Page;
  context: BrowserContext;
  /** From the navigation to an editor that shows code in colour and takes keys, in milliseconds. */
  untilEditorMs: number;
}

/** Opens the exercise in a profile of its own: nothing cached, nothing kept. */
export async function openExercise(browser: Browser, origin: string): Promise<OpenedExercise> {
  const { page, context } = await openLocalPage(browser);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.setViewportSize({ width: 1440, height: 900 });
  const start = performance.now();
  await page.goto(origin + EXERCISE, { waitUntil: 'commit' });
  // More than one colour: the language has arrived, not the text alone.
  await page.locator('.wb-file .view-line span.mtk1 ~ span[class^=mtk]').first().waitFor(PATIENCE);
  return { page, context, untilEditorMs: performance.now() - start };
}

/** Puts a whole file in place of the one in the tab of this name. */
export async function replaceFile(page: Page, name: string, path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  await page.getByRole('tab', { name: new RegExp(`^${name.replace('.', '\\.')}`) }).click();
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await editorOf(page).click({ position: { x: 300, y: 60 } });
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
}

/** Milliseconds from the click on "Check my fix" to the last verdict. @throws Error when the code does not pass. */
export async function check(page: Page): Promise<number> {
  const start = performance.now();
  await page.getByRole('button', { name: 'Check my fix' }).click();
  // The banner of an earlier run goes when a run begins.
  await page.locator('.wb-banner').waitFor({ ...PATIENCE, state: 'detached' });
  await page.locator('.wb-banner').waitFor(PATIENCE);
  const ms = performance.now() - start;
  const words = (await page.locator('.wb-banner').textContent()) ?? '';
  if (!words.includes('Passed')) throw new Error(`The fix did not pass in the page: ${words}`);
  return ms;
}
