/** The course around the exercises: progress, navigation, search, glossary, certificate, offline. In a real Chromium. */
import { copyFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { openLocalPage } from '../support/chromium.ts';
import { SITE_FOLDER, serveSite } from '../support/site.ts';
import { visits } from '../support/visits.ts';

const LESSON = '/lessons/01-login/01-twelve-lines-six-holes/';
const LESSON_ID = '01-login/01-twelve-lines-six-holes';
const PAGES = ['/progress/', '/certificate/', '/glossary/'];

const built = visits();
const { visit } = built;

/** Reads the lesson as a person does: a move, then to the foot. */
async function readLesson(page: Page): Promise<void> {
  await page.goto(built.origin + LESSON);
  await page.keyboard.press('End');
  await page.getByText('You read this lesson on').waitFor();
}

interface StoredWork {
  exercise?: string;
  text?: string;
  passedAt?: number;
  hints?: number[];
}

/** Puts work on an exercise where the workbench keeps it. */
async function storeWork(page: Page, work: StoredWork = {}): Promise<void> {
  await page.goto(`${built.origin}/progress/`);
  await page.getByRole('button', { name: 'Download my progress' }).waitFor();
  await page.evaluate(
    ({ exercise = 'login', text = 'mine', passedAt, hints = [] }) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('other90-work', 1);
        opening.onupgradeneeded = () => {
          opening.result.createObjectStore('work', { keyPath: 'exercise' });
          opening.result
            .createObjectStore('snapshots', { autoIncrement: true })
            .createIndex('exercise', 'exercise');
        };
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction('work', 'readwrite');
          transaction.objectStore('work').put({
            exercise,
            revision: 1,
            files: { 'server.ts': text },
            base: { 'server.ts': '' },
            activeFile: 'server.ts',
            hintsShown: hints,
            solutionShown: false,
            ...(passedAt && { passed: { at: passedAt, seed: 1 } }),
            updatedAt: passedAt ?? Date.now(),
          });
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
    work,
  );
}

const storedText = (page: Page, exercise = 'login') =>
  page.evaluate(
    (id) =>
      new Promise<string | undefined>((resolve, reject) => {
        const opening = indexedDB.open('other90-work');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asking = opening.result.transaction('work').objectStore('work').get(id);
          asking.onsuccess = () => {
            opening.result.close();
            resolve(asking.result?.files['server.ts']);
          };
        };
      }),
    exercise,
  );

describe.each(PAGES)('%s', (path) => {
  test.each(['light', 'dark'] as const)('breaks no rule of axe in the %s theme', async (colorScheme) => {
    await visit(path, async (page) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Colours on their way from one theme to the other are neither's.
      await page.reload();
      expect(await axeViolations(page)).toEqual([]);
    });
  });

  test.each([320, 390, 1440])('is no wider than a window of %d pixels', async (width) => {
    await visit(path, async (page) => {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  });
});

describe('progress', () => {
  test('a lesson is read at its end; home and the lists go on from there', async () => {
    await visit('/', async (page) => {
      await page.getByRole('link', { name: 'Start with the first lesson' }).waitFor();
      await readLesson(page);
      await page.goto(`${built.origin}/`);
      await page.getByRole('link', { name: 'Go on: Review the login' }).waitFor();
      expect(await page.getByRole('link', { name: 'Start with the first lesson' }).isVisible()).toBe(false);
      await page.goto(`${built.origin}/lessons/`);
      const row = page.getByRole('listitem').filter({ hasText: 'Twelve lines, six holes' });
      await row.getByText('read', { exact: true }).waitFor();
      expect(await page.getByRole('region', { name: 'Your progress' }).textContent()).toMatch(
        /1 of \d+ done/,
      );
    });
  });

  test('opening a lesson does not read it, the button does, and takes it back', async () => {
    await visit(LESSON, async (page) => {
      await page.keyboard.press('Shift');
      const button = page.getByRole('button', { name: 'Mark as read' });
      await button.waitFor();
      // Without scrolling, as a screen reader would.
      await button.evaluate((element: HTMLElement) => element.click());
      await page.getByText('You read this lesson on').waitFor();
      await page
        .getByRole('button', { name: 'Mark as not read' })
        .evaluate((element: HTMLElement) => element.click());
      await button.waitFor();
      await page.goto(`${built.origin}/`);
      await page.getByRole('link', { name: 'Start with the first lesson' }).waitFor();
    });
  });

  test('what one tab reads, another shows at once', async () => {
    await visit('/lessons/', async (list) => {
      const other = await list.context().newPage();
      await readLesson(other);
      await list
        .getByRole('listitem')
        .filter({ hasText: 'Twelve lines, six holes' })
        .getByText('read', { exact: true })
        .waitFor();
    });
  });

  test('an exercise passed in the workbench counts, one only begun is where to go on', async () => {
    await visit('/', async (page) => {
      await storeWork(page);
      await page.goto(`${built.origin}/`);
      await page.getByRole('link', { name: 'Go on: The login endpoint' }).waitFor();
      await storeWork(page, { passedAt: Date.now() });
      await page.goto(`${built.origin}/exercises/`);
      const row = page.getByRole('listitem').filter({ hasText: 'The login endpoint' });
      await row.getByText('passed', { exact: true }).waitFor();
    });
  });

  test('a browser that keeps nothing is named, and the progress offered as a file', async () => {
    const { page, context } = await openLocalPage(built.browser, { acceptDownloads: true });
    try {
      await page.addInitScript(() => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        };
      });
      await page.goto(built.origin + LESSON);
      await page.keyboard.press('End');
      await page.getByText('Your progress is not kept.').waitFor();
      await page.getByText('The operation is insecure').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download it as a file instead' }).click(),
      ]);
      expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({
        kind: 'other90-progress',
        lessons: [{ id: LESSON_ID }],
      });
      await page.goto(`${built.origin}/`);
      await page.getByText('Your progress is not kept.').waitFor();
    } finally {
      await context.close();
    }
  });
});

describe('export and import', () => {
  /** What a browser with a lesson read and an exercise passed exports. */
  async function exported(): Promise<string> {
    return visit(
      '/',
      async (page) => {
        await readLesson(page);
        await storeWork(page, { text: 'from the other browser', passedAt: Date.now() });
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Download my progress' }).click(),
        ]);
        expect(download.suggestedFilename()).toMatch(/^the-other-90-\d{4}-\d\d-\d\d\.json$/);
        return readFile(await download.path(), 'utf8');
      },
      { acceptDownloads: true },
    );
  }

  const choose = (page: Page, text: string) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name: 'progress.json', mimeType: 'application/json', buffer: Buffer.from(text) });

  test('asks before it replaces, replaces, and can be undone', async () => {
    const file = await exported();
    await visit('/', async (page) => {
      await storeWork(page, { text: 'mine' });
      await page.reload();
      const dialog = page.getByRole('dialog', { name: 'Import this file?' });

      await choose(page, file);
      await dialog.getByText('The login endpoint: yours is of').waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('Nothing was imported.').waitFor();
      expect(await storedText(page)).toBe('mine');

      await choose(page, file);
      await dialog.getByRole('button', { name: 'Import' }).click();
      await page.getByText(/^Imported\./).waitFor();
      expect(await storedText(page)).toBe('from the other browser');
      await expect.poll(() => page.locator('progress').first().getAttribute('value')).toBe('2');

      await page.reload();
      await page.getByRole('button', { name: /^Undo the import of/ }).click();
      await page.getByText('Undone').waitFor();
      expect(await storedText(page)).toBe('mine');
      expect(await page.getByRole('button', { name: /^Undo/ }).isVisible()).toBe(false);
      await expect.poll(() => page.locator('progress').first().getAttribute('value')).toBe('0');
    });
  });

  test('a file with an error is refused with the place, and changes nothing', async () => {
    const file = JSON.parse(await exported());
    file.work[0].files['server.ts'] = 7;
    await visit('/progress/', async (page) => {
      await choose(page, JSON.stringify(file));
      await page.getByText('work[0].files.server.ts').waitFor();
      await choose(page, 'not json');
      await page.getByText('The file is not JSON').waitFor();
      expect(await page.getByRole('button', { name: /^Undo/ }).isVisible()).toBe(false);
    });
  });
});

describe('a lesson', () => {
  test('names its module’s steps and the lessons around it', async () => {
    await visit(LESSON, async (page) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      const module = page.getByRole('navigation', { name: 'Module 01: The login' });
      expect(await module.locator('[aria-current=page]').textContent()).toContain('Twelve lines, six holes');
      expect(await module.getByRole('link', { name: 'The login endpoint' }).count()).toBe(1);
      await page
        .getByRole('navigation', { name: 'Lessons before and after' })
        .getByRole('link')
        .last()
        .click();
      await page.waitForURL((url) => url.pathname !== LESSON);
      await page
        .getByRole('navigation', { name: 'Lessons before and after' })
        .getByRole('link', { name: 'Twelve lines, six holes' })
        .waitFor();
    });
  });

  test('folds the asides of other tracks, and remembers the choice', async () => {
    await visit(LESSON, async (page) => {
      const open = () =>
        page
          .locator('details[data-track]')
          .evaluateAll((asides) =>
            asides.map((aside) => [(aside as HTMLElement).dataset.track, (aside as HTMLDetailsElement).open]),
          );
      const all = await open();
      expect(all.length).toBeGreaterThan(0);
      expect(all.every(([, isOpen]) => isOpen)).toBe(true);
      await page.getByLabel('Asides for').selectOption('graduate');
      const folded = all.map(([track]) => [track, track === 'graduate']);
      expect(await open()).toEqual(folded);
      await page.reload();
      expect(await page.getByLabel('Asides for').inputValue()).toBe('graduate');
      expect(await open()).toEqual(folded);
    });
  });
});

describe('a term of the glossary', () => {
  test.each<[string, (page: Page) => Promise<void>]>([
    ['hover', (page) => page.getByRole('button', { name: 'idempotency' }).hover()],
    ['focus by the keyboard', (page) => tabTo(page, 'idempotency')],
    ['click', (page) => page.getByRole('button', { name: 'idempotency' }).click()],
  ])('is explained on %s, inside the window', async (_, act) => {
    await visit('/glossary/', async (page) => {
      const tip = page.locator('[popover]').first();
      expect(await tip.isVisible()).toBe(false);
      await act(page);
      await tip.waitFor();
      expect(await tip.textContent()).toContain('Doing a thing twice');
      await page.keyboard.press('Escape');
      await tip.waitFor({ state: 'hidden' });
    });
  });

  test('opens by a tap on a phone, whole', async () => {
    await visit(
      '/glossary/',
      async (page) => {
        await page.getByRole('button', { name: 'idempotency' }).tap();
        const box = await page.locator('[popover]').first().boundingBox();
        expect(box?.x).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
      },
      { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true },
    );
  });

  async function tabTo(page: Page, name: string): Promise<void> {
    const wanted = page.getByRole('button', { name });
    for (let stops = 0; stops < 40; stops += 1) {
      await page.keyboard.press('Tab');
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`No stop of the Tab key is "${name}".`);
  }
});

/** The page's script runs: it is what shows the button. */
const listening = (page: Page) => page.getByRole('button', { name: 'Search' }).waitFor();

describe('search', () => {
  test('is not loaded before it is asked for; by keys alone it finds a lesson and goes there', async () => {
    await visit('/', async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.reload({ waitUntil: 'networkidle' });
      await listening(page);
      expect(asked.filter((path) => /pagefind|search/.test(path))).toEqual([]);
      await page.keyboard.press('/');
      const dialog = page.getByRole('dialog', { name: 'Search the course' });
      await dialog.waitFor();
      await page.keyboard.type('twelve lines');
      await dialog
        .getByRole('link', { name: /Twelve lines, six holes/ })
        .first()
        .waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForURL((url) => url.pathname !== '/');
    });
  });

  test('finds exercises and terms, says when there is nothing, and Ctrl+K opens it on a phone’s width too', async () => {
    await visit('/lessons/', async (page) => {
      await page.setViewportSize({ width: 390, height: 800 });
      await listening(page);
      await page.keyboard.press('Control+k');
      const dialog = page.getByRole('dialog', { name: 'Search the course' });
      const field = dialog.getByRole('searchbox');
      await field.fill('login endpoint');
      await dialog
        .getByRole('link', { name: /The login endpoint/ })
        .first()
        .waitFor();
      await field.fill('idempotency');
      const term = dialog.getByRole('link', { name: /^Idempotency Glossary/ });
      expect(await term.first().getAttribute('href')).toContain('/glossary/#idempotency');
      await field.fill('qqqzzz');
      await dialog.getByText('Nothing about “qqqzzz”').waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    });
  });

  test('breaks no rule of axe in the dark, empty or with results', async () => {
    await visit(
      '/lessons/',
      async (page) => {
        await listening(page);
        await page.keyboard.press('/');
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('searchbox').waitFor();
        expect(await axeViolations(page)).toEqual([]);
        await page.keyboard.type('cookie');
        await dialog.getByRole('link').first().waitFor();
        expect(await axeViolations(page)).toEqual([]);
      },
      { colorScheme: 'dark', reducedMotion: 'reduce' },
    );
  });

  test('leaves the keys to fields, and the / key can be turned off', async () => {
    await visit(LESSON, async (page) => {
      const dialog = page.getByRole('dialog', { name: 'Search the course' });
      const field = page.locator('sql-box input').first();
      await field.press('/');
      expect(await field.inputValue()).toContain('/');
      expect(await dialog.count()).toBe(0);
      await page.getByRole('button', { name: 'Search' }).click();
      await dialog.getByRole('checkbox').uncheck();
      await page.reload();
      await listening(page);
      await page.locator('h1').click();
      await page.keyboard.press('/');
      await page.keyboard.press('Control+k');
      await dialog.waitFor();
      expect(await dialog.getByRole('searchbox').inputValue()).toBe('');
    });
  });
});

describe('the certificate', () => {
  test('has an empty state with a way on', async () => {
    await visit('/certificate/', async (page) => {
      await page.getByText('Nothing is passed yet').waitFor();
      expect(await page.getByRole('article').isVisible()).toBe(false);
      expect(await page.getByRole('link', { name: /^Start: / }).getAttribute('href')).toContain('/lessons/');
    });
  });

  test('lists what was passed, when and with which help, under the name that was typed', async () => {
    await visit('/', async (page) => {
      await storeWork(page, { passedAt: Date.UTC(2026, 2, 4, 12), hints: [1, 2] });
      await page.goto(`${built.origin}/certificate/`);
      const sheet = page.getByRole('article', { name: 'The certificate' });
      await page.getByLabel('Your name').fill('Ada Lovelace');
      await page.reload();
      await sheet.getByText('Ada Lovelace').waitFor();
      expect(await sheet.getByRole('row').last().textContent()).toMatch(
        /The login endpoint.*4 March 2026.*2 hints/,
      );
      await sheet.getByText('Graded on the learner’s own machine').waitFor();
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByLabel('Your name').isVisible()).toBe(false);
      expect(await page.locator('.site-header').isVisible()).toBe(false);
      expect(await sheet.isVisible()).toBe(true);
    });
  });
});

describe('offline', () => {
  /** The site under a folder of its own, so that its service worker can be changed. */
  async function copyOfSite(): Promise<{ folder: string; remove(): Promise<void> }> {
    const folder = await mkdtemp(join(tmpdir(), 'other90-site-'));
    for (const name of await readdir(SITE_FOLDER)) {
      if (name === 'service-worker.js') await copyFile(join(SITE_FOLDER, name), join(folder, name));
      else await symlink(join(SITE_FOLDER, name), join(folder, name));
    }
    return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
  }

  const installed = (page: Page) =>
    page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });

  test('after one visit to the home page, the course works without its server', async () => {
    const own = await serveSite();
    const { page, context, refused } = await openLocalPage(built.browser, { serviceWorkers: 'allow' });
    try {
      await page.goto(`${own.origin}/`);
      await installed(page);
      await own.close();
      await page.goto(own.origin + LESSON);
      await page.getByRole('heading', { level: 1, name: 'Twelve lines, six holes' }).waitFor();
      await listening(page);
      // At once: what is typed before the search is there, it finds in its field.
      await page.keyboard.type('/cookie');
      await page.getByRole('dialog').getByRole('link').first().waitFor();
      await page.goto(`${own.origin}/glossary/?from=link`);
      await page.getByRole('heading', { level: 1, name: 'Glossary' }).waitFor();
      await page.goto(`${own.origin}/no/such/page/`);
      await page.getByRole('heading', { level: 1, name: 'Nothing is built here.' }).waitFor();
      // A review fetches its key only now.
      await page.goto(`${own.origin}/exercises/login-review/`);
      await page.locator('.review[data-ready="true"]').waitFor();
      await page.locator('button.code-line', { hasText: 'const JWT_SECRET' }).click();
      const form = page.getByRole('group', { name: /The mark on line/ });
      await form.getByRole('combobox').selectOption({ label: 'A secret stands in the code' });
      await form.getByRole('radio', { name: 'High' }).check();
      await page.getByRole('button', { name: 'Hand in my review' }).click();
      await page.getByRole('heading', { name: '1 of 8 holes found' }).waitFor();
      await page.goto(`${own.origin}/exercises/login/`);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page
        .getByText(/^\d{3} [A-Z]/)
        .first()
        .waitFor({ timeout: 120_000 });
      expect(refused, 'requests to other hosts').toEqual([]);
    } finally {
      await context.close();
    }
  });

  test('a new version is announced where one reads, not in an exercise, and takes over when asked', async () => {
    const copy = await copyOfSite();
    const own = await serveSite({ folder: copy.folder });
    const { page, context } = await openLocalPage(built.browser, { serviceWorkers: 'allow' });
    const notice = (where: Page) => where.getByText('A new version of the course is here.');
    try {
      await page.goto(`${own.origin}/`);
      await installed(page);
      await page.reload();
      expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);

      const worker = join(copy.folder, 'service-worker.js');
      await writeFile(worker, `${await readFile(worker, 'utf8')}\n// the next version\n`);
      await page.goto(`${own.origin}/lessons/`);
      await notice(page).waitFor();

      const exercise = await context.newPage();
      await exercise.goto(`${own.origin}/exercises/login/`);
      await page.getByRole('button', { name: 'Reload' }).click();
      await page.getByText('An exercise is open in another tab').waitFor();
      expect(await notice(exercise).count()).toBe(0);

      await exercise.close();
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload' }).click()]);
      expect(
        await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null),
      ).toBeNull();
    } finally {
      await context.close();
      await own.close();
      await copy.remove();
    }
  });

  test('what makes it installable is there', async () => {
    await visit('/', async (page) => {
      const href = await page.locator('link[rel=manifest]').getAttribute('href');
      const response = await page.request.get(new URL(href ?? '', page.url()).href);
      const manifest = await response.json();
      expect(manifest).toMatchObject({ name: 'The Other 90%', display: 'standalone', start_url: '/' });
      for (const { src } of manifest.icons) {
        expect((await page.request.get(new URL(src, page.url()).href)).status(), src).toBe(200);
      }
    });
  });
});
