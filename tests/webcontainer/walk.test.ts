/** The way of a person through an exercise on WebContainer, with the genuine client and the double behind it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openExercise, useHostedSide } from './exercise-page.ts';

const FIX = fileURLToPath(
  new URL('../../graders/login/proofs/right/scrypt-one-file-opaque-sessions/', import.meta.url),
);
const PATIENCE = { timeout: 120_000 };

const hosted = useHostedSide();

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });
const editor = (page: Page) => page.locator('.wb-file .monaco-editor').first();

async function paste(page: Page, text: string): Promise<void> {
  await editor(page).waitFor(PATIENCE);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await editor(page).click({ position: { x: 300, y: 60 } });
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
}

test('breach, verdict, fix and "Passed" in the container', { timeout: 600_000 }, async () => {
  await hosted.double.reset();
  const { page, context, refused, errors } = await openExercise(hosted);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  try {
    await page.locator('.wb-runtime-chip[data-runtime="webcontainer"]').waitFor(PATIENCE);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.getByText('WebContainer by StackBlitz').waitFor();

    await button(page, /Attack: ' OR 1=1 --/).click();
    await button(page, 'Send').click();
    await page.getByText('The attack got through').waitFor(PATIENCE);
    expect(hosted.double.ran.map(({ command }) => command)).toEqual(['node']);

    await button(page, 'Check my fix').click();
    await page.locator('.wb-banner.fail').waitFor({ timeout: 400_000 });
    await page.locator('.wb-check', { hasText: 'logs nobody in' }).first().waitFor();

    await tab(page, /^server\.ts/).click();
    await paste(page, await readFile(`${FIX}server.ts`, 'utf8'));
    await tab(page, /^schema\.sql/).click();
    await paste(page, await readFile(`${FIX}schema.sql`, 'utf8'));
    await button(page, 'Check my fix').click();
    await page.locator('.wb-banner.fail').waitFor({ state: 'detached' });
    await page.locator('.wb-banner').waitFor({ timeout: 400_000 });
    expect(await page.locator('.wb-banner').textContent()).toContain('Passed');
    expect(hosted.double.ran).toHaveLength(2);
    expect(refused, 'requests to other hosts').toEqual([]);
    expect(errors, 'errors in the console').toEqual([]);
  } finally {
    await context.close();
  }
});

test('a terminal with Node, and the running app in it and in the preview', { timeout: 300_000 }, async () => {
  await hosted.double.reset();
  const { page, context } = await openExercise(hosted, { plainEditor: true });
  try {
    await page.locator('.wb-runtime-chip[data-runtime="webcontainer"]').waitFor(PATIENCE);
    await button(page, 'Run').click();
    await page.getByText('The app is running.').first().waitFor(PATIENCE);

    await tab(page, 'Terminal').click();
    const shown = page.locator('.wb-terminal');
    await shown.locator('.xterm-helper-textarea').waitFor({ state: 'attached' });
    await page.getByText('The shell is starting.').waitFor({ state: 'detached', timeout: 120_000 });
    expect(await page.getByText(/^No shell/).allTextContents()).toEqual([]);
    const screen = () => shown.locator('.xterm-accessibility-tree').textContent();
    for (const [command, answer] of [
      ['ls app', 'server.ts'],
      ['cat app/schema.sql', 'CREATE TABLE'],
      ["node -p '6 * 7'", '42'],
      ['node request.mjs GET /api/me', '401 Unauthorized'],
    ] as const) {
      await page.keyboard.type(command);
      await page.keyboard.press('Enter');
      await expect.poll(screen, PATIENCE).toContain(answer);
    }

    await tab(page, 'Preview').click();
    const frame = page.frameLocator('iframe[title="The running app"]');
    await frame.getByText('Cannot GET /').waitFor(PATIENCE);

    // Back on the built-in one, the tabs that only a container has are gone.
    await button(page, 'Use the built-in one').click();
    await tab(page, 'Attack console').waitFor();
    expect(await tab(page, 'Terminal').count()).toBe(0);
  } finally {
    await context.close();
  }
});
