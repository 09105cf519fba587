/** The tab's process is killed in the middle of a check: nothing typed is lost, and the next check runs as ever. */
import { expect, test } from 'vitest';
import { visits } from '../support/visits.ts';

const built = visits();
const PATIENCE = { timeout: 120_000 };

test('what was typed is there again, and the next check comes to its end', { timeout: 600_000 }, async () => {
  const context = await built.browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
  });
  try {
    const open = async () => {
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      await page.goto(`${built.origin}/exercises/webhook-signature/`);
      await page.locator('.wb[aria-busy="false"]').waitFor(PATIENCE);
      await page.locator('.wb-file .monaco-editor').first().waitFor(PATIENCE);
      return page;
    };
    const page = await open();
    await page
      .locator('.wb-file .monaco-editor')
      .first()
      .click({ position: { x: 300, y: 60 } });
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('// typed before the end\n');
    await page.getByText('Kept in this browser').waitFor();
    await page.getByRole('button', { name: 'Check my fix' }).click();
    // In the middle: some checks are through, others are not.
    await page
      .locator('.wb-progress')
      .getByText(/^[1-9]\d* of \d+/)
      .waitFor(PATIENCE);
    expect(await page.locator('.wb-banner').count()).toBe(0);
    const crashed = page.waitForEvent('crash');
    const session = await context.newCDPSession(page);
    void session.send('Page.crash').catch(() => {});
    await crashed;

    const again = await open();
    await expect
      .poll(() => again.locator('.wb-file .view-lines').first().textContent(), PATIENCE)
      .toContain('typed');
    await again.getByRole('button', { name: 'Check my fix' }).click();
    await again.locator('.wb-banner.fail').waitFor({ timeout: 400_000 });
  } finally {
    await context.close();
  }
});
