/** The way of a person, from the home page to "Passed": the built site, the real runtime, and no other host. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StaticServer } from '../../src/runtimes/browser/headless/static-server.ts';
import { launchChromium, openLocalPage } from '../support/chromium.ts';
import { serveSite } from '../support/site.ts';

/** A fix in one file, so that it can be pasted as a person would. */
const FIX = fileURLToPath(
  new URL('../../graders/login/proofs/right/scrypt-one-file-opaque-sessions/', import.meta.url),
);
const PATIENCE = { timeout: 120_000 };

let browser: Browser;
let site: StaticServer;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(), serveSite()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), site?.close()]);
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });
const editor = (page: Page) => page.locator('.wb-file .monaco-editor').first();

/** Replaces the open file's text by the clipboard's. */
async function paste(page: Page, text: string): Promise<void> {
  await editor(page).waitFor(PATIENCE);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await editor(page).click({ position: { x: 300, y: 60 } });
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
}

test('from the home page to "Passed", offline', { timeout: 600_000 }, async () => {
  const { page, context, refused, errors } = await openLocalPage(browser);
  page.setDefaultTimeout(60_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  try {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(site.origin);
    await page.getByRole('link', { name: 'Start with the first lesson' }).click();
    await page.getByRole('heading', { level: 1, name: 'The weekend app' }).waitFor();
    await page.getByRole('link', { name: 'Lessons', exact: true }).click();
    await page.getByRole('link', { name: 'Twelve lines, six holes' }).click();
    await page.getByRole('heading', { level: 1, name: 'Twelve lines, six holes' }).waitFor();
    await page.locator('main a[href$="/exercises/login/"]').last().click();

    // See the breach.
    await button(page, /Register Ada/).click();
    await button(page, 'Send').click();
    await page.getByText('201').first().waitFor(PATIENCE);
    await button(page, /Attack: ' OR 1=1 --/).click();
    await button(page, 'Send').click();
    await page.getByText('The attack got through').waitFor(PATIENCE);

    // Have it graded as it is: it fails, with the reason and the evidence.
    await button(page, 'Check my fix').click();
    await page.locator('.wb-banner.fail').waitFor({ timeout: 400_000 });
    const failed = page.locator('.wb-check', { hasText: 'logs nobody in' }).first();
    if (!(await failed.evaluate((details: HTMLDetailsElement) => details.open))) {
      await failed.locator('summary').first().click();
    }
    await failed.getByRole('button', { name: 'Replay in the console' }).last().click();
    await page.getByText('The attack got through').waitFor(PATIENCE);

    // Fix it; what was typed survives a reload.
    await tab(page, /^server\.ts/).click();
    await paste(page, await readFile(`${FIX}server.ts`, 'utf8'));
    await tab(page, /^schema\.sql/).click();
    await paste(page, await readFile(`${FIX}schema.sql`, 'utf8'));
    await page.getByText('Kept in this browser').waitFor();
    await page.reload();
    await editor(page).waitFor(PATIENCE);
    await expect.poll(() => editor(page).locator('.view-lines').textContent(), PATIENCE).toContain('account');

    await button(page, 'Check my fix').click();
    await page.locator('.wb-banner').waitFor({ timeout: 400_000 });
    expect(await page.locator('.wb-banner').textContent()).toContain('Passed');
    expect(refused, 'requests to other hosts').toEqual([]);
    expect(errors, 'errors in the console').toEqual([]);
  } finally {
    await context.close();
  }
});
