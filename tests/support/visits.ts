/** The built site and one browser for a whole test file, and visits to its pages. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { StaticServer } from '../../src/runtimes/browser/headless/static-server.ts';
import { launchChromium, openLocalPage } from './chromium.ts';
import { serveSite } from './site.ts';

export interface Visits {
  readonly browser: Browser;
  /** Where the site is served, without a slash at the end. */
  readonly origin: string;
  /**
   * Opens a page in a profile of its own, and closes it after `look`; nothing may ask another host or log an error.
   * `asked` grows with the paths of all requests.
   */
  visit<T>(
    path: string,
    look: (page: Page, asked: string[]) => Promise<T>,
    options?: BrowserContextOptions,
  ): Promise<T>;
}

/** For the top of a test file: both are there before its tests, and gone after them. */
export function visits(): Visits {
  let browser: Browser;
  let site: StaticServer;

  beforeAll(async () => {
    [browser, site] = await Promise.all([launchChromium(), serveSite()]);
  });

  afterAll(async () => {
    await Promise.all([browser?.close(), site?.close()]);
  });

  return {
    get browser() {
      return browser;
    },
    get origin() {
      return site.origin;
    },
    async visit(path, look, options = {}) {
      const { page, context, refused, errors } = await openLocalPage(browser, options);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      try {
        const response = await page.goto(site.origin + path);
        const result = await look(page, asked);
        expect(refused, 'requests to other hosts').toEqual([]);
        // The browser itself logs the answer 404 of a page that is meant to be one.
        const meant = response?.status() === 404 ? 'status of 404' : undefined;
        expect(
          errors.filter((error) => meant === undefined || !error.includes(meant)),
          'errors in the console',
        ).toEqual([]);
        return result;
      } finally {
        await context.close();
      }
    },
  };
}
