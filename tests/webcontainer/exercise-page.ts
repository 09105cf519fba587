/** The exercise page of the built site with the double behind its WebContainer. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { StaticServer } from '../../src/runtimes/browser/headless/static-server.ts';
import { launchChromium, openLocalPage } from '../support/chromium.ts';
import { serveSite } from '../support/site.ts';
import { Double } from './double/double.ts';

export interface ExercisePage {
  page: Page;
  context: BrowserContext;
  refused: string[];
  errors: string[];
  /** The line that says which runtime runs and why. */
  chip(): Promise<string>;
}

export interface ExercisePageOptions {
  /** Of the site; the built one, with the headers that isolate a page, when absent. */
  origin?: string;
  /** What the learner chose earlier; `webcontainer` when absent, null for nothing. */
  chosen?: 'auto' | 'browser' | null;
  /** Time in the page goes on by `page.clock` only. */
  clock?: boolean;
  /** A text field in the place of Monaco. */
  plainEditor?: boolean;
}

/** What the tests of one file share. They are there when the first test begins. */
export interface HostedSide {
  browser: Browser;
  site: StaticServer;
  double: Double;
}

/** Brings them up before the first test of the file, and ends them after the last one. */
export function useHostedSide(): HostedSide {
  const side: Partial<HostedSide> = {};
  beforeAll(async () => {
    const [browser, site, double] = await Promise.all([launchChromium(), serveSite(), Double.start()]);
    Object.assign(side, { browser, site, double });
  });
  afterAll(async () => {
    await Promise.all([side.browser?.close(), side.site?.close(), side.double?.close()]);
  });
  return side as HostedSide;
}

export async function openExercise(
  { browser, site, double }: HostedSide,
  { origin = site.origin, chosen, clock = false, plainEditor = false }: ExercisePageOptions = {},
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
