/** The way of a person, from the home page to "Passed": the built site, the real runtime, and no other host. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { visits } from '../support/visits.ts';

/** A right fix of an exercise, to be pasted as a person would. */
const fix = (exercise: string, proof: string, file: string) =>
  readFile(
    fileURLToPath(new URL(`../../graders/${exercise}/proofs/right/${proof}/${file}`, import.meta.url)),
    'utf8',
  );

const PATIENCE = { timeout: 120_000 };
const GRADING = { timeout: 400_000 };
const PERSON = {
  viewport: { width: 1440, height: 900 },
  permissions: ['clipboard-read', 'clipboard-write'],
};

const { visit } = visits();

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name });
const editor = (page: Page) => page.locator('.wb-file .monaco-editor').first();

const copy = (page: Page, text: string) =>
  page.evaluate((copied) => navigator.clipboard.writeText(copied), text);

/** Replaces the open file's text by the clipboard's. */
async function paste(page: Page, text: string): Promise<void> {
  await editor(page).waitFor(PATIENCE);
  await copy(page, text);
  await editor(page).click({ position: { x: 300, y: 60 } });
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
}

test('from the home page to "Passed", offline', { timeout: 600_000 }, async () => {
  await visit(
    '/',
    async (page) => {
      page.setDefaultTimeout(60_000);
      await link(page, 'Start with the first lesson').click();
      await page.getByRole('heading', { level: 1, name: 'The weekend app' }).waitFor();
      await page.getByRole('link', { name: 'Lessons', exact: true }).click();
      await link(page, 'Twelve lines, six holes').click();
      await page.getByRole('heading', { level: 1, name: 'Twelve lines, six holes' }).waitFor();
      await page.locator('main a[href$="/exercises/login/"]').last().click();

      // See the breach.
      await button(page, /Register Ada/).click();
      await button(page, 'Send').click();
      // With its words: the brief names the number alone.
      await page.getByText('201 Created').first().waitFor(PATIENCE);
      await button(page, /Attack: ' OR 1=1 --/).click();
      await button(page, 'Send').click();
      await page.getByText('The attack got through').waitFor(PATIENCE);

      // Have it graded as it is: it fails, with the reason and the evidence.
      await button(page, 'Check my fix').click();
      await page.locator('.wb-banner.fail').waitFor(GRADING);
      const failed = page.locator('.wb-check', { hasText: 'logs nobody in' }).first();
      if (!(await failed.evaluate((details: HTMLDetailsElement) => details.open))) {
        await failed.locator('summary').first().click();
      }
      await failed.getByRole('button', { name: 'Replay in the console' }).last().click();
      await page.getByText('The attack got through').waitFor(PATIENCE);

      // Fix it; what was typed survives a reload.
      const proof = ['login', 'scrypt-one-file-opaque-sessions'] as const;
      await tab(page, /^server\.ts/).click();
      await paste(page, await fix(...proof, 'server.ts'));
      await tab(page, /^schema\.sql/).click();
      await paste(page, await fix(...proof, 'schema.sql'));
      await page.getByText('Kept in this browser').waitFor();
      await page.reload();
      await editor(page).waitFor(PATIENCE);
      await expect
        .poll(() => editor(page).locator('.view-lines').textContent(), PATIENCE)
        .toContain('account');

      await button(page, 'Check my fix').click();
      await page.locator('.wb-banner').waitFor(GRADING);
      expect(await page.locator('.wb-banner').textContent()).toContain('Passed');
    },
    PERSON,
  );
});

const inEditor = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('.wb-file') instanceof Element);

/** Presses Tab until the focus is on it; in the editor, where Tab indents, the way out first. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let presses = 0; presses < 150; presses++) {
    if (await target.evaluateAll((all) => all.some((one) => one === document.activeElement))) return;
    if (await inEditor(page)) await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target}.`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

test('by the keyboard alone, from the home page to "Passed"', { timeout: 600_000 }, async () => {
  await visit(
    '/',
    async (page) => {
      page.setDefaultTimeout(60_000);
      // By the lesson to the exercise.
      await press(page, page.getByRole('link', { name: 'Lessons', exact: true }));
      await press(page, link(page, 'Who sent this webhook?'));
      await page.getByRole('heading', { level: 1, name: 'Who sent this webhook?' }).waitFor();
      await press(page, link(page, 'Attack it'));
      await editor(page).waitFor(PATIENCE);

      // See the breach: past brief and editor to the tools, from pane to pane.
      for (let panes = 0; panes < 3; panes++) await page.keyboard.press('F6');
      await press(page, page.locator('.wb-requests-list').getByRole('button', { name: /Attack/ }));
      await page.keyboard.press('Control+Enter');
      await page.getByText('The attack got through').waitFor(PATIENCE);

      // It fails; from check to check, to the evidence, and back to the console with it.
      await page.keyboard.press('Control+Shift+Enter');
      await page.locator('.wb-banner.fail').waitFor(GRADING);
      await page.keyboard.press('F4');
      const open = page.locator('.wb-check[open]');
      await open.getByText('Happened').waitFor();
      // The order of the check is not in the console's database: its whole story is told again, with the order's id of now.
      await press(page, open.getByRole('button', { name: 'Replay all up to here' }).last());
      const path = page.getByRole('textbox', { name: 'Path' });
      await expect.poll(() => path.inputValue(), PATIENCE).toMatch(/^\/api\/orders\/.+/);
      await tabTo(page, path);
      await page.keyboard.press('Control+Enter');
      await page.locator('.wb-answer').getByText('"paid"').waitFor();

      // Fix both files. Tab indents in the editor, which says how to leave it.
      const proof = ['webhook-signature', 'verify-option-of-json'] as const;
      for (const [index, file] of ['server.ts', 'webhook.ts'].entries()) {
        await tabTo(page, page.locator('.wb-files [role=tab][aria-selected=true]'));
        while (!(await tab(page, new RegExp(`^${file}`)).evaluate((one) => one === document.activeElement)))
          await page.keyboard.press('ArrowRight');
        await copy(page, await fix(...proof, file));
        while (!(await inEditor(page))) await page.keyboard.press('Tab');
        await page.getByText('Esc, then Tab').first().waitFor();
        await page.keyboard.press('Control+a');
        await page.keyboard.press('Control+v');
        await expect.poll(() => page.locator('.wb-files .wb-file-changed').count(), PATIENCE).toBe(index + 1);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Tab');
        expect(await inEditor(page)).toBe(false);
      }
      await page.keyboard.press('Control+Shift+Enter');
      await page.locator('.wb-banner.pass, .wb-banner.fail').waitFor(GRADING);
      expect(await page.locator('.wb-banner').textContent()).toContain('Passed');
      await press(page, button(page, 'Compare with the solution').first());
      await press(
        page,
        page.locator('.wb-solution').getByRole('button', { name: 'Compare with the solution' }),
      );
      await press(page, button(page, 'Back to editing'));
      await tabTo(page, tab(page, /^webhook\.ts/));
    },
    PERSON,
  );
});
