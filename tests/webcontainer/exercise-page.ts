/** The exercise page of the built site with the double behind its WebContainer. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openLocalPage } from '../support/chromium.ts';
import type { Double } from './double/double.ts';

export interface ExercisePage {
  page: Page;
  context: BrowserContext;
  refused: string[];
  errors: string[];
  /** The line that says which runtime runs and why. */
  chip(): Promise<string>;
}

export interface ExercisePageOptions {
  origin: string;
  double: Double;
  /** What the learner chose earlier; `webcontainer` when absent, null for nothing. */
  chosen?: 'auto' | 'browser' | null;
  /** Time in the page goes on by `page.clock` only. */
  clock?: boolean;
  /** A text field in the place of Monaco. */
  plainEditor?: boolean;
}

export async function openExercise(
  browser: Browser,
  { origin, double, chosen, clock = false, plainEditor = false }: ExercisePageOptions,
): Promise<ExercisePage> {
  // The container's host is another one: a service worker of this site has nothing to do with it.
  const { page, context, refused, errors } = await openLocalPage(browser, {
    viewport: { width: 1440, height: 900 },
    // The page's policy lets StackBlitz's hosts be framed, and the double is none of them.
    bypassCSP: true,
  });
  page.setDefaultTimeout(60_000);
  if (clock) await page.clock.install();
  await page.addInitScript(
    ({ host, choice, plain }) => {
      // Frames of the page are sandboxed: they have no storage, and need none of this.
      if (window.top !== window.self) return;
      Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: host });
      if (choice !== null && localStorage.getItem('other90:runtime') === null)
        localStorage.setItem('other90:runtime', choice);
      if (plain) localStorage.setItem('other90:workbench', JSON.stringify({ plainEditor: true }));
    },
    { host: double.origin, choice: chosen === undefined ? 'webcontainer' : chosen, plain: plainEditor },
  );
  await page.goto(`${origin}/exercises/login/`);
  await page.locator('.wb[aria-busy="false"]').waitFor();
  const chip = async () => (await page.locator('.wb-runtime-chip').textContent()) ?? '';
  return { page, context, refused, errors, chip };
}
