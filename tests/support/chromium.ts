/** A Chromium for tests: pages that reach this machine only, and tell what else they tried to reach. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../../src/runtimes/browser/headless/chromium.ts';

export { launchChromium };

export interface LocalPage {
  page: Page;
  context: BrowserContext;
  /** Addresses on other hosts that the page or its workers asked for; every one was refused. */
  refused: string[];
  /** Uncaught errors and `console.error` of the page. */
  errors: string[];
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * A page with a profile of its own (nothing cached, nothing stored). Close it with `context.close()`. The service worker is
 * left out unless it is asked for: it fetches the whole course, which costs every other test its time.
 */
export async function openLocalPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<LocalPage> {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  const refused: string[] = [];
  const errors: string[] = [];
  await context.route(
    (url) => /^(https?|wss?):$/.test(url.protocol) && !LOCAL.has(url.hostname),
    (route) => {
      refused.push(route.request().url());
      return route.abort('internetdisconnected');
    },
  );
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, context, refused, errors };
}
