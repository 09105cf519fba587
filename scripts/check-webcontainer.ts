/**
 * For a person with a network: `npm run check:webcontainer -- [--browser PATH] [--show] [--host ORIGIN]`. Serves the
 * built site on localhost, opens the exercise `login` in a real browser (Chrome, unless `--browser` names another),
 * boots WebContainer from StackBlitz's own host (unless `--host` names another), has starter and solution graded, and
 * prints a table. No test asks StackBlitz's host: the machines that test the course reach no other one.
 */
import { parseArgs } from 'node:util';
import { chromium, type LaunchOptions, type Page } from 'playwright-core';
import { loadFiles } from '../src/course/load.ts';
import { serveSite } from '../tests/support/site.ts';

const EXERCISE = 'login';
const BOOT_MS = 90_000;
const GRADE_MS = 300_000;

const { values } = parseArgs({
  options: { browser: { type: 'string' }, show: { type: 'boolean' }, host: { type: 'string' } },
});
const root = process.cwd();

interface Row {
  step: string;
  result: string;
  seconds: string;
}
const rows: Row[] = [];

async function step<T>(name: string, act: () => Promise<T>, tell: (value: T) => string): Promise<T> {
  const begun = performance.now();
  const seconds = () => ((performance.now() - begun) / 1000).toFixed(1);
  try {
    const value = await act();
    rows.push({ step: name, result: tell(value), seconds: seconds() });
    return value;
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    rows.push({ step: name, result: `FAILED: ${reason}`, seconds: seconds() });
    throw error;
  }
}

/** Waits until the container runs, or its failure stands in the line at the bottom. */
async function boot(page: Page): Promise<string> {
  const chip = page.locator('.wb-runtime-chip');
  await page
    .locator('.wb-runtime-chip[data-state="ready"], .wb-runtime-chip[data-state="failed"]')
    .waitFor({ timeout: BOOT_MS });
  const words = (await chip.textContent()) ?? '';
  if ((await chip.getAttribute('data-runtime')) !== 'webcontainer') throw new Error(words);
  return words;
}

/** The verdict of the code that is in the page. @throws when it was not the container that graded. */
async function grade(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Check my fix' }).click();
  await page.getByRole('button', { name: 'Cancel' }).waitFor();
  await page.getByRole('button', { name: 'Check my fix' }).waitFor({ timeout: GRADE_MS });
  const chip = page.locator('.wb-runtime-chip');
  if ((await chip.getAttribute('data-runtime')) !== 'webcontainer')
    throw new Error((await chip.textContent()) ?? '');
  return ((await page.locator('.wb-banner').textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
}

/** Puts these files in the place of the learner's; what else is there stays. */
async function putFiles(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const tab = page.getByRole('tab', { name: new RegExp(`^${name.replaceAll('.', '\\.')}`) });
    if ((await tab.count()) === 0) {
      await page.getByRole('button', { name: /New file/ }).click();
      await page.getByRole('dialog').getByRole('textbox').fill(name);
      await page.getByRole('button', { name: 'Create' }).click();
    }
    await tab.click();
    await page.getByRole('textbox', { name: `Code of ${name}` }).fill(text);
  }
}

async function main(): Promise<number> {
  const site = await serveSite();
  const which: LaunchOptions =
    values.browser === undefined ? { channel: 'chrome' } : { executablePath: values.browser };
  const browser = await chromium.launch({
    headless: !values.show,
    chromiumSandbox: process.getuid?.() !== 0,
    ...which,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript((host) => {
      if (window.top !== window.self) return;
      if (host !== undefined) Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: host });
      localStorage.setItem('other90:runtime', 'webcontainer');
      localStorage.setItem('other90:workbench', JSON.stringify({ plainEditor: true }));
    }, values.host);
    await page.goto(`${site.origin}/exercises/${EXERCISE}/`);
    await step('cross-origin isolated', () => page.evaluate(() => crossOriginIsolated), String);
    await step(
      'boot and mount',
      () => boot(page),
      (words) => words,
    );
    await step(
      'starter, graded',
      () => grade(page),
      (words) => words,
    );
    await putFiles(page, await loadFiles(root, EXERCISE, 'solution'));
    const verdict = await step(
      'solution, graded',
      () => grade(page),
      (words) => words,
    );
    return verdict.includes('Passed') ? 0 : 1;
  } catch {
    return 1;
  } finally {
    console.table(rows);
    await browser.close();
    await site.close();
  }
}

process.exitCode = await main();
