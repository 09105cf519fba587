/** The site around the exercises, in a real Chromium that reaches no other host. */
import { describe, expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { visits } from '../support/visits.ts';

const LESSON = '/lessons/01-login/01-twelve-lines-six-holes/';
const PAGES = ['/', '/lessons/', LESSON, '/exercises/', '/no/such/page/'];

const built = visits();
const { visit } = built;

describe.each(PAGES)('%s', (path) => {
  test.each(['light', 'dark'] as const)('breaks no rule of axe in the %s theme', async (colorScheme) => {
    await visit(path, async (page) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const details of await page.locator('details').all()) {
        await details.evaluate((element: HTMLDetailsElement) => {
          element.open = true;
        });
      }
      expect(await axeViolations(page)).toEqual([]);
    });
  });

  test('has one main, one h1, and headings without a gap', async () => {
    await visit(path, async (page) => {
      expect(await page.locator('main').count()).toBe(1);
      const levels = await page
        .locator('h1, h2, h3, h4')
        .evaluateAll((headings) => headings.map((heading) => Number(heading.tagName.slice(1))));
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      for (const [index, level] of levels.entries()) {
        expect(level, `heading ${index + 1} of ${levels.join(' ')}`).toBeLessThanOrEqual(
          (levels[index - 1] ?? 0) + 1,
        );
      }
    });
  });

  test.each([320, 390, 1024, 1440])('is no wider than a window of %d pixels', async (width) => {
    await visit(path, async (page) => {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  });
});

test.each(['light', 'dark'] as const)(
  'an exercise and its workbench break no rule of axe (%s)',
  async (colorScheme) => {
    await visit(
      '/exercises/login/',
      async (page) => {
        await page.locator('.wb .monaco-editor .view-line').first().waitFor();
        // What Monaco draws is its own; its own releases are held to that.
        expect((await axeViolations(page, ['.monaco-editor'])).join('\n')).toBe('');
      },
      { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', colorScheme },
    );
  },
);

test('each lesson and exercise has a picture of its own to be shared with', async () => {
  await visit('/', async (page) => {
    const pictures = new Set<string>();
    for (const path of ['/', '/glossary/', LESSON, '/exercises/login/', '/exercises/login-review/']) {
      const html = await (await page.request.get(built.origin + path)).text();
      const [, address = ''] = /<meta property="og:image" content="([^"]+)"/.exec(html) ?? [];
      const response = await page.request.get(new URL(address, built.origin).href);
      expect(response.headers()['content-type'], address).toBe('image/png');
      const png = await response.body();
      // Width and height stand at the head of a PNG.
      expect([png.readUInt32BE(16), png.readUInt32BE(20)], address).toEqual([1200, 630]);
      pictures.add(png.toString('base64'));
    }
    // The glossary has the course's.
    expect(pictures.size).toBe(4);
  });
});

test('on paper a lesson is its text: words stay, what only works on a screen goes, what is folded opens', async () => {
  await visit(LESSON, async (page) => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('term-tip > button').first().isVisible()).toBe(true);
    expect(await page.getByText('Type a single quote and look at what it does').isVisible()).toBe(true);
    for (const gone of [
      '.site-header nav',
      '.site-footer',
      '.beside',
      '.around',
      '[data-search]',
      '.next .button',
    ])
      expect(await page.locator(gone).first().isVisible(), gone).toBe(false);
    const background = await page.evaluate(() => getComputedStyle(document.body).colorScheme);
    expect(background).toContain('light');
  });
});

test('every link inside the site leads somewhere, and to an anchor that is there', async () => {
  const seen = new Set<string>();
  const queue = [...PAGES.slice(0, -1)];
  await visit('/', async (page) => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const response = await page.request.get(built.origin + path);
      expect(response.status(), path).toBe(200);
      if (!response.headers()['content-type']?.includes('html')) continue;
      const html = await response.text();
      for (const [, link = ''] of html.matchAll(/<a [^>]*href="([^"]*)"/g)) {
        const url = new URL(link.replaceAll('&amp;', '&'), built.origin + path);
        if (url.origin !== built.origin || seen.has(url.pathname + url.hash)) continue;
        seen.add(url.pathname + url.hash);
        queue.push(url.pathname);
        if (url.hash === '') continue;
        const target = url.pathname === path ? html : await (await page.request.get(url.href)).text();
        expect(target, `${url.pathname}${url.hash}, linked from ${path}`).toContain(
          `id="${url.hash.slice(1)}"`,
        );
      }
      // A page is read once.
      for (let index = queue.length - 1; index >= 0; index--) {
        if (queue.indexOf(queue[index] as string) < index) queue.splice(index, 1);
      }
    }
  });
  expect([...seen]).toContain('/exercises/login/');
});

test('the way from home by the lessons to the exercise is four clicks', async () => {
  await visit('/', async (page) => {
    await page.getByRole('link', { name: 'Start with the first lesson' }).click();
    await page.getByRole('heading', { level: 1, name: 'The weekend app' }).waitFor();
    await page.getByRole('link', { name: 'Lessons', exact: true }).click();
    await page.getByRole('link', { name: 'Twelve lines, six holes' }).click();
    await page.getByRole('heading', { level: 1, name: 'Twelve lines, six holes' }).waitFor();
    await page.getByRole('link', { name: 'Attack it' }).click();
    await page.waitForURL('**/exercises/login/');
    await page.getByRole('heading', { level: 1, name: 'The login endpoint' }).waitFor();
  });
});

test('the chosen theme is there before the first paint of the next page', async () => {
  await visit('/', async (page) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Dark colours' }).click();
    expect(await page.getByRole('button', { name: 'Dark colours' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    // Told by a script that runs when nothing of the body has been read yet.
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        (window as unknown as { themeAtBody?: string }).themeAtBody =
          document.documentElement.dataset.theme ?? '';
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(built.origin + LESSON);
    expect(await page.evaluate(() => (window as unknown as { themeAtBody?: string }).themeAtBody)).toBe(
      'dark',
    );
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      'rgb(20, 25, 24)',
    );
  });
});

test('the skip link is the first stop and leads to the content', async () => {
  await visit(LESSON, async (page) => {
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });
});

describe('the lesson', () => {
  test('the classic gets in where the e-mail is glued in, and not where it is a parameter', async () => {
    await visit(LESSON, async (page) => {
      const [glued, apart] = [page.locator('sql-box').first(), page.locator('sql-box').last()];
      await glued.getByLabel('E-mail').fill("' OR 1=1 --");
      await expect.poll(() => glued.getByRole('status').textContent()).toContain('200, and you are in');
      await glued.getByLabel('E-mail').fill('admin@example.com');
      await expect.poll(() => glued.getByRole('status').textContent()).toContain('401');
      expect(await apart.getByLabel('E-mail').inputValue()).toBe("' OR 1=1 --");
      expect(await apart.getByRole('status').textContent()).toContain('401');
    });
  });

  test('a box loads its script when it is near, and keeps what was typed and opened before', async () => {
    await visit(LESSON, async (page, asked) => {
      await page.waitForLoadState('networkidle');
      expect(asked.filter((path) => path.includes('sql-box'))).toEqual([]);
      // As by a reader who is faster than the network: without scrolling, and so before the scripts.
      await page.evaluate(() => {
        const field = document.querySelector<HTMLInputElement>('sql-box input');
        if (field) field.value = "' OR 1=1 --";
        for (const name of ['1', '6'])
          document.querySelector<HTMLInputElement>(`spot-lines input[value="${name}"]`)?.click();
        document.querySelector('spot-lines details')?.setAttribute('open', '');
      });
      const [spot, box] = [page.locator('spot-lines').first(), page.locator('sql-box').first()];
      await spot.evaluate((part) => part.scrollIntoView());
      await expect.poll(() => spot.getByRole('status').textContent()).toContain('You found');
      await box.evaluate((part) => part.scrollIntoView());
      await expect.poll(() => box.getByRole('status').textContent()).toContain('200, and you are in');
      expect(asked.filter((path) => path.includes('sql-box'))).toHaveLength(1);
    });
  });

  test('marked lines are counted when the answer is opened', async () => {
    await visit(LESSON, async (page) => {
      for (const line of [1, 6, 9])
        await page
          .getByRole('checkbox', { name: `Line ${line}`, exact: false })
          .nth(0)
          .check();
      await page.getByText('Show me the six holes').click();
      await expect
        .poll(() => page.locator('spot-lines [role=status]').textContent())
        .toBe('You found 2 of 5; one line that you marked is fine.');
    });
  });

  test('has no script or style inside the page, for hosts that forbid them', async () => {
    await visit(LESSON, async (page) => {
      expect(await page.locator('script:not([src])').count()).toBe(0);
      expect(await page.locator('style, [style]').count()).toBe(0);
    });
  });
});

describe('without JavaScript', () => {
  test.each([
    [LESSON, 'Line 6: hole'],
    ['/exercises/login/', 'What the app has to do'],
  ])('%s can be read', async (path, text) => {
    const context = await built.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(built.origin + path);
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.getByText(text).first().waitFor();
    await context.close();
  });
});

test('the solution is not in the page of its exercise', async () => {
  await visit('/', async (page) => {
    const get = async (path: string) => (await page.request.get(built.origin + path)).text();
    const html = await get('/exercises/login/');
    const props = JSON.parse(/id="workbench-props">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
    const solution: Record<string, string> = JSON.parse(await get(props.urls.solution));
    const texts = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value]
        : value && typeof value === 'object'
          ? Object.values(value).flatMap(texts)
          : [];
    const shown = texts(props).join('\n');
    const starter = Object.values<string>(props.starter).join('\n');
    // A line of some length that the starter does not have is the solution's own.
    const own = Object.values(solution)
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.trim().length > 40 && !starter.includes(line.trim()));
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter((line) => shown.includes(line.trim()) || html.includes(line.trim()))).toEqual([]);
  });
});

test('an address that is not there answers 404 with a way back', async () => {
  await visit('/no/such/page/', async (page) => {
    const response = await page.reload();
    expect(response?.status()).toBe(404);
    await page.getByRole('link', { name: 'To the start' }).click();
    await page.getByRole('heading', { level: 1, name: /It works/ }).waitFor();
  });
});
