/** What axe finds on a page, by the rules of WCAG 2.2 AA and its own of good practice. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

// Evaluated, not added as an element: the pages' Content-Security-Policy forbids that.
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: Array<{ html: string; failureSummary?: string }>;
}

interface Axe {
  run(context: object, options: object): Promise<{ violations: Violation[] }>;
}

/**
 * One line for each rule that is broken, with the elements that break it; call it once nothing moves any more.
 * @param exclude selectors of what is not ours to mend
 */
export async function axeViolations(page: Page, exclude: readonly string[] = []): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  // Colours on their way from one theme to the other are neither's.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  return page.evaluate(
    async (left) => {
      const { axe } = window as unknown as { axe: Axe };
      const { violations } = await axe.run(left.length > 0 ? { exclude: left } : document, {
        // The one rule that WCAG 2.2 adds: axe leaves it out unless it is asked for.
        rules: { 'target-size': { enabled: true } },
      });
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join(' | ')}`,
      );
    },
    [...exclude],
  );
}
