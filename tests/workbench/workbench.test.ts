/** The workbench in a real Chromium: what a person does with it, on a runtime that is told what to answer. */
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Work } from '../../src/workbench/storage/work-storage.ts';
import { axeViolations } from '../support/axe.ts';
import { type BenchPage, buildBenchPage, type OpenOptions } from './bench-page.ts';

let bench: BenchPage;
const contexts = new Set<BrowserContext>();

beforeAll(async () => {
  bench = await buildBenchPage();
});

afterAll(() => bench?.close());

afterEach(async () => {
  for (const context of contexts) await context.close();
  contexts.clear();
});

async function open(options?: OpenOptions) {
  const opened = await bench.open(options);
  contexts.add(opened.context);
  return opened;
}

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const monaco = (page: Page) => page.locator('.wb-file .monaco-editor').first();
/** What the editor shows; Monaco draws spaces as no-break ones. */
const shownCode = async (page: Page) =>
  ((await monaco(page).locator('.view-lines').textContent()) ?? '').replaceAll('\u00a0', ' ');
const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** Waits for what a busy machine takes its time for. */
const patiently = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 200 });

/** What is kept of the exercise, read from IndexedDB itself. */
const record = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<Work | undefined>((resolve, reject) => {
        const opening = indexedDB.open('other90-work');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('work').objectStore('work').get('login');
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result);
          };
        };
      }),
  );

const stored = async (page: Page, name: string) => (await record(page))?.files[name];

/** Waits until the store holds `text`; from then on nothing may lose it. */
const kept = (page: Page, text: string, name = 'server.ts') =>
  patiently(() => stored(page, name)).toContain(text);

/** Types at the very start of the open file. */
async function typeAtStart(page: Page, text: string): Promise<void> {
  await monaco(page).waitFor();
  await monaco(page).click({ position: { x: 300, y: 60 } });
  await page.keyboard.press('Control+Home');
  await page.keyboard.type(text);
}

describe('work is never lost', () => {
  test('what was typed is there after a reload, with its file open', async () => {
    const { page, errors } = await open();
    await tab(page, 'db.ts').click();
    await typeAtStart(page, '// my note ');
    await kept(page, '// my note', 'db.ts');
    await page.reload();
    await monaco(page).waitFor();
    expect(await tab(page, /db\.ts/).getAttribute('aria-selected')).toBe('true');
    await patiently(() => shownCode(page)).toContain('// my note');
    expect(errors).toEqual([]);
  });

  test('a tab that crashes loses nothing', async () => {
    const { page, context } = await open();
    await typeAtStart(page, '// before the crash');
    await kept(page, '// before the crash');
    const session = await context.newCDPSession(page);
    void session.send('Page.crash').catch(() => {});
    await page.waitForEvent('crash');
    const again = await open({ context });
    expect(await stored(again.page, 'server.ts')).toContain('// before the crash');
    await monaco(again.page).waitFor();
    await patiently(() => shownCode(again.page)).toContain('// before the crash');
  });

  test('text can be typed before the full editor is there, and it goes on at the same place', async () => {
    const context = await bench.browser.newContext();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await context.route(/\/monaco-[^/]*\.js$/, async (route) => {
      await held;
      await route.continue();
    });
    const { page } = await open({ context });
    const plain = page.getByRole('textbox', { name: 'Code of server.ts' });
    await plain.focus();
    await plain.press('Control+Home');
    await page.keyboard.type('// early');
    release();
    await monaco(page).waitFor();
    await page.keyboard.type(' bird');
    await patiently(() => stored(page, 'server.ts')).toMatch(/^\/\/ early bird/);
  });

  test('starting over asks first, and can be undone', async () => {
    const { page } = await open();
    await typeAtStart(page, '// mine');
    await kept(page, '// mine');
    await button(page, /^More$/).click();
    await button(page, 'Start over…').click();
    await button(page, 'Keep working').click();
    expect(await stored(page, 'server.ts')).toContain('// mine');

    await button(page, /^More$/).click();
    await button(page, 'Start over…').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
    await patiently(() => stored(page, 'server.ts')).toBe(bench.props.starter['server.ts']);
    await button(page, 'Undo').click();
    await patiently(() => stored(page, 'server.ts')).toContain('// mine');
  });

  test('a second tab follows what is typed, and can take over', async () => {
    const first = await open();
    await monaco(first.page).waitFor();
    const second = await open({ context: first.context });
    await second.page.getByText('being edited in another tab').waitFor();
    await first.page.bringToFront();
    await typeAtStart(first.page, '// from the first');
    await second.page.bringToFront();
    await monaco(second.page).waitFor();
    await patiently(() => shownCode(second.page)).toContain('// from the first');
    await button(second.page, 'Edit here instead').click();
    await second.page.getByText('being edited in another tab').waitFor({ state: 'detached' });
    await typeAtStart(second.page, '// and the second');
    await first.page.bringToFront();
    await first.page.getByText('being edited in another tab').waitFor();
    await patiently(() => shownCode(first.page)).toContain('// and the second');
  });

  test('when storage is refused it says so, and the download holds everything', async () => {
    const { page } = await open({
      before: () => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('Storage is off.', 'SecurityError');
        };
      },
    });
    await page.getByRole('alert').filter({ hasText: 'Your work is not being kept' }).waitFor();
    await typeAtStart(page, '// only in memory');
    const downloading = page.waitForEvent('download');
    await button(page, 'Download my files').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('login.zip');
    const files = unzipSync(await readFile(await download.path()));
    expect(new TextDecoder().decode(files['login/server.ts'])).toMatch(/^\/\/ only in memory/);
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['login/db.ts', 'login/schema.sql']));
  });

  test('when the disk is full it says so, and the next keystroke that fits is kept', async () => {
    const { page } = await open({
      before: () => {
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown) {
          if (window.diskFull) throw new DOMException('No room.', 'QuotaExceededError');
          return put.call(this, value);
        };
      },
    });
    await page.evaluate(() => {
      window.diskFull = true;
    });
    await typeAtStart(page, '// too much');
    const alert = page.getByRole('alert').filter({ hasText: 'Your work is not being kept' });
    await alert.getByText('The space that the browser gives this site is full.').waitFor();
    await alert.getByRole('button', { name: 'Download my files' }).waitFor();
    await page.evaluate(() => {
      window.diskFull = false;
    });
    await page.keyboard.type(', now it fits');
    await kept(page, '// too much, now it fits');
    await alert.waitFor({ state: 'detached' });
  });

  test('a newer starter never overwrites; what was not changed can be taken', async () => {
    const { page, context } = await open();
    await typeAtStart(page, '// mine');
    await kept(page, '// mine');
    await page.close();
    const starter = { ...bench.props.starter, 'db.ts': '// mended by the course\n' };
    const later = await open({ context, props: { starter } });
    await later.page.getByText('newer starter').waitFor();
    expect(await stored(later.page, 'server.ts')).toContain('// mine');
    await button(later.page, 'Take what I did not change').click();
    await patiently(() => stored(later.page, 'db.ts')).toBe('// mended by the course\n');
    expect(await stored(later.page, 'server.ts')).toContain('// mine');
  });
});

describe('files', () => {
  test('new, rename, delete with undo', async () => {
    const { page } = await open();
    await button(page, 'New file').click();
    await page.getByLabel('Name').fill('server.ts');
    await button(page, 'Create').click();
    await page.getByText('server.ts is already there.').waitFor();
    await page.getByLabel('Name').fill('routes/login.ts');
    await button(page, 'Create').click();
    await tab(page, 'routes/login.ts').waitFor();
    await button(page, 'routes/login.ts: more').click();
    await button(page, 'Rename routes/login.ts…').click();
    await page.getByLabel('New name').fill('login.ts');
    await button(page, 'Rename').click();
    await tab(page, 'login.ts').waitFor();
    await button(page, 'login.ts: more').click();
    await button(page, 'Delete login.ts').click();
    await tab(page, 'login.ts').waitFor({ state: 'detached' });
    await button(page, 'Undo').click();
    await tab(page, 'login.ts').waitFor();
  });
});

describe('versions beside each other', () => {
  test('the starter beside the own code, and back to it', async () => {
    const { page } = await open();
    await typeAtStart(page, '// mine');
    await button(page, /^More$/).click();
    await button(page, 'Compare with the starter').click();
    const comparison = page.locator('.wb-compare');
    await comparison.getByText('Left: the starter. Right: your code. 1 file differs.').waitFor();
    await comparison.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await button(page, 'Back to editing').click();
    expect(await shownCode(page)).toContain('// mine');
  });

  test('the solution only after a pass or a reveal, and told as shown', async () => {
    const { page, context } = await open();
    await context.route('**/solution.json', (route) => route.fulfill({ json: { 'server.ts': '// right' } }));
    await tab(page, /Hints/).click();
    expect(await button(page, 'Compare with the solution').count()).toBe(0);
    await button(page, 'Show it now…').click();
    await button(page, 'Not yet').click();
    await button(page, 'Show it now…').click();
    await page.getByRole('button', { name: 'Show it', exact: true }).click();
    await page.locator('.wb-compare').getByText('Left: the solution.').waitFor();
    await patiently(async () => (await record(page))?.solutionShown).toBe(true);
  });

  test('the download runs outside: README, package.json, the way to the grader', async () => {
    const { page } = await open();
    await button(page, /^More$/).click();
    const downloading = page.waitForEvent('download');
    await button(page, 'Download as a folder').click();
    const files = unzipSync(await readFile(await (await downloading).path()));
    const text = (name: string) => new TextDecoder().decode(files[`login/${name}`]);
    expect(text('README.md')).toContain('npm run grade');
    expect(JSON.parse(text('package.json')).scripts.grade).toBe('node grade.mjs');
    expect(text('grade.mjs')).toContain("'grade', 'login'");
    expect(text('server.ts')).toBe(bench.props.starter['server.ts']);
  });
});

describe('TypeScript', () => {
  const squiggles = (page: Page) => monaco(page).locator('.squiggly-error').count();

  test('finds nothing wrong in the starter, and what is wrong in a change', async () => {
    const { page } = await open();
    await monaco(page).waitFor();
    await typeAtStart(page, "const count: number = 'three';\n");
    await patiently(() => squiggles(page)).toBe(1);
    // The import in the starter's first line resolves: only the typed line is wrong.
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+Shift+K');
    for (const name of Object.keys(bench.props.starter)) {
      await tab(page, new RegExp(`^${name.replace('.', '\\.')}`)).click();
      await patiently(() => squiggles(page)).toBe(0);
    }
  });

  test('judges a file that was deleted and made again by its new text', async () => {
    const { page } = await open();
    const make = async (code: string) => {
      await button(page, 'New file').click();
      await page.getByLabel('Name').fill('x.ts');
      await button(page, 'Create').click();
      await tab(page, 'x.ts').waitFor();
      await monaco(page).click({ position: { x: 300, y: 20 } });
      await page.keyboard.insertText(code);
    };
    await monaco(page).waitFor();
    await make("import './nowhere.ts';");
    await patiently(() => squiggles(page)).toBe(1);
    await button(page, 'x.ts: more').click();
    await button(page, 'Delete x.ts').click();
    await make("import './auth.ts';");
    await patiently(() => squiggles(page)).toBe(0);
    // It is the compiler that says so, not its silence.
    await page.keyboard.insertText("\nimport './nowhere.ts';");
    await patiently(() => squiggles(page)).toBe(1);
  });

  test('completes from the types of a package', async () => {
    const { page } = await open();
    await typeAtStart(page, "import { z } from 'zod';\n\n");
    await page.keyboard.press('ArrowUp');
    await page.keyboard.type('z.str');
    const suggestion = monaco(page)
      .page()
      .locator('.suggest-widget .monaco-list-row', { hasText: 'strictObject' });
    await patiently(async () => {
      await page.keyboard.press('Control+Space');
      return suggestion.count();
    }).toBeGreaterThan(0);
  });
});

describe('the editor', () => {
  test('has all that its commands need', async () => {
    const { page, errors } = await open();
    await monaco(page).waitFor();
    await monaco(page).click({ position: { x: 300, y: 60 } });
    await monaco(page).locator('.view-line', { hasText: 'findUserByEmail' }).first().click();
    const keys = [
      'F12',
      'Shift+F12',
      'F2',
      'F8',
      'F1',
      'Control+F',
      'Control+H',
      'Control+G',
      'Control+Shift+O',
    ];
    const more = [
      'Control+.',
      'Control+Space',
      'Control+Shift+Space',
      'Control+/',
      'Alt+ArrowDown',
      'Shift+Alt+F',
    ];
    const last = [
      'Control+D',
      'Control+U',
      'Control+Shift+[',
      'Control+Shift+]',
      'Shift+Alt+ArrowRight',
      'Shift+F10',
    ];
    for (const key of [...keys, ...more, ...last]) {
      await page.keyboard.press(key);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
    await button(page, /^More$/).click();
    await button(page, 'Compare with the starter').click();
    await page.getByText('Right: your code.').waitFor();
    // Some of Monaco's parts start only when the page is idle.
    for (let times = 0; times < 4; times++)
      await page.evaluate(() => new Promise<void>((resolve) => requestIdleCallback(() => resolve())));
    // A command that ends another one under way says so in this form.
    expect(errors.filter((error) => !error.startsWith('Canceled'))).toEqual([]);
  });
});

describe('attack', () => {
  test('an attack that gets through is told as one; what it needs is sent first', async () => {
    const { page } = await open();
    await button(page, /' OR 1=1 --/).click();
    await button(page, 'Send').click();
    await page.getByText('The attack got through').waitFor();
    await page.getByText('200 OK').waitFor();
    await tab(page, /Cookies set 1/).click();
    await page.getByText('HttpOnly: missing or weak').waitFor();
    await tab(page, 'Database').click();
    await page.getByRole('cell', { name: 'correct horse battery' }).waitFor();
    expect(await page.locator('.wb-statements mark').first().textContent()).toBe("' OR 1=1 --");
  });

  test('sends what was written with Ctrl+Enter, and copies it as curl', async () => {
    const { page, context } = await open();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await button(page, 'A request of your own').click();
    await page.getByLabel('Path', { exact: true }).fill("/api/o'brien");
    await page.keyboard.press('Control+Enter');
    await page.getByText('404 Not Found').waitFor();
    await button(page, 'Copy as curl').click();
    await button(page, 'Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
      `'http://localhost:3000/api/o'\\''brien'`,
    );
    await tab(page, /Logs/).click();
    await page.getByRole('log').getByText("No route for /api/o'brien").waitFor();
  });

  test('a value from an earlier answer is filled in, and what is missing for it is offered', async () => {
    const { page, context, errors } = await open({
      props: {
        requests: [
          '### Join',
          '# @name join',
          'POST /api/register',
          'Content-Type: application/json',
          '',
          '{ "email": "ada@example.com", "password": "secret", "name": "Ada" }',
          '### Who is that?',
          '# @name who',
          'GET /api/users/{{join.response.body.$.id}}',
        ].join('\n'),
      },
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const send = page.getByRole('button', { name: 'Send', exact: true });
    const path = page.getByLabel('Path', { exact: true });
    const notes = page.getByRole('list', { name: 'What the placeholders stand for' });
    await button(page, 'Who is that?').click();
    await send.click();
    await page.getByText('Send “Join” first').waitFor();
    await button(page, 'Send “Join”').click();
    await page.getByText('201 Created').waitFor();
    await notes.getByText('is 1').waitFor();
    expect(await path.inputValue()).toBe('/api/users/{{join.response.body.$.id}}');
    await send.click();
    await page.getByText('404 Not Found').waitFor();
    await button(page, 'Copy as curl').click();
    await button(page, 'Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/api/users/1');
    await path.fill('/api/users/{{joyn.response.body.$.id}}');
    await notes.getByText('names no request').waitFor();
    await tab(page, /Logs/).click();
    await page.getByRole('log').getByText('No route for /api/users/1').waitFor();
    expect(errors).toEqual([]);
  });

  test('the history shows an earlier answer, and sends its request again', async () => {
    const { page } = await open();
    await button(page, /' OR 1=1 --/).click();
    await button(page, 'Send').click();
    await page.getByText('The attack got through').waitFor();
    await button(page, 'A request of your own').click();
    await page.getByLabel('Path', { exact: true }).fill('/nowhere');
    await page.keyboard.press('Control+Enter');
    await page.getByText('404 Not Found').waitFor();
    await tab(page, /^History/).click();
    const attack = page.locator('.wb-history li').filter({ hasText: 'got through' });
    await attack.locator('.wb-history-show').click();
    await page.getByText('200 OK').waitFor();
    await tab(page, /^History/).click();
    await attack.getByRole('button', { name: 'Load' }).click();
    expect(await page.getByRole('textbox', { name: 'Body' }).inputValue()).toContain("' OR 1=1 --");
    await button(page, 'Send').click();
    await tab(page, 'History 4').waitFor();
  });

  test('the starter answers beside the fix, the difference in words', async () => {
    const { page } = await open();
    await tab(page, 'db.ts').click();
    await monaco(page).click({ position: { x: 300, y: 60 } });
    await page.keyboard.press('Control+A');
    await page.keyboard.type('// mended');
    await button(page, /' OR 1=1 --/).click();
    await page.getByLabel('Beside the starter').check();
    await button(page, 'Send').click();
    await page.getByText('200 before, 401 after.').waitFor();
    await page.getByRole('region', { name: 'The starter' }).getByText('Got through').waitFor();
    await page.getByRole('region', { name: 'Your code' }).getByText('Held').waitFor();
  });

  test('a fault leads to its line', async () => {
    const { page } = await open();
    await typeAtStart(page, '\n\n@@@\n');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('region', { name: 'Tools' }).getByText('The code does not compile').waitFor();
    await button(page, 'Go to line 3').click();
    expect(await page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null)).toBe(true);
    await tab(page, /server\.ts has an error/).waitFor();
  });
});

describe('checks', () => {
  test('stream in, failed first at the end, with evidence that replays', async () => {
    const { page } = await open({
      before: () => {
        window.holdChecks = true;
      },
    });
    await page.keyboard.press('Control+Shift+Enter');
    await tab(page, 'Checks 0/').waitFor();
    await page.waitForFunction(() => window.release !== undefined);
    await page.evaluate(() => window.release?.());
    await tab(page, 'Checks 1/').waitFor();
    await page.getByText('Got through').first().waitFor();
    await button(page, 'Cancel').first().click();
    await page.getByText('Cancelled.', { exact: false }).first().waitFor();

    await page.evaluate(() => {
      window.holdChecks = false;
    });
    await button(page, 'Check my fix').click();
    await page.getByRole('heading', { name: /failed/ }).waitFor();
    const words = await page.locator('.wb-check .verdict').allTextContents();
    expect(words.lastIndexOf('Got through')).toBeLessThan(words.indexOf('Held'));

    await page.keyboard.press('F4');
    await page.getByText('401 and one and the same JSON error').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
    await button(page, 'Replay in the console').click();
    expect(await page.getByLabel('Path', { exact: true }).inputValue()).toBe('/api/login');
    expect(await page.getByLabel('From').inputValue()).toBe('198.51.100.23');
  });

  test('one runs, the failed ones run, all run; keys go through the failed ones; each has its hint', async () => {
    const { page } = await open();
    const failed = page.locator('.wb-check', { has: page.locator('.verdict', { hasText: 'Got through' }) });
    const shown = page.locator('.wb-check[open]');
    const title = () => shown.locator('.wb-check-title').textContent();
    await button(page, 'Check my fix').click();
    await page.getByRole('heading', { name: /failed/ }).waitFor();
    const failures = await failed.count();
    expect(failures).toBeGreaterThan(2);

    await page.keyboard.press('F4');
    const first = await title();
    await page.keyboard.press('F4');
    expect(await title()).not.toBe(first);
    await page.keyboard.press('Shift+F4');
    expect(await title()).toBe(first);

    await shown.getByRole('button', { name: 'Run this check' }).click();
    await page.getByRole('heading', { name: '1 of 1 failed' }).waitFor();
    await button(page, `Run the failed ${failures}`).click();
    await page.getByRole('heading', { name: new RegExp(`of ${failures} failed`) }).waitFor();
    // Whoever has read to the end sees the next verdict all the same.
    const list = page.locator('.wb-scroll', { has: page.locator('.wb-check-list') });
    await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    expect(await list.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(0);
    await button(page, 'Run all').click();
    await page.getByRole('heading', { name: `of ${bench.props.exercise.checks.length} failed` }).waitFor();
    expect(await list.evaluate(({ scrollTop }) => scrollTop)).toBe(0);

    const hinted = bench.props.exercise.checks.find(
      ({ hint, title }) => hint !== undefined && title !== first,
    );
    await page.locator('.wb-check > summary', { hasText: hinted?.title ?? '' }).click();
    await shown.getByRole('button', { name: `Show hint ${hinted?.hint}` }).click();
    await page.getByText(`The hint number ${hinted?.hint}.`).waitFor();
    await patiently(async () => (await record(page))?.hintsShown).toEqual([hinted?.hint]);
  });

  test('a right fix passes, is remembered, and opens the solution', async () => {
    const { page } = await open({ props: { next: { title: 'Why block lists fail', href: '/next/' } } });
    await tab(page, 'db.ts').click();
    await monaco(page).click({ position: { x: 300, y: 60 } });
    await page.keyboard.press('Control+A');
    await page.keyboard.type('// all new');
    await page.keyboard.press('Control+Shift+Enter');
    await page.getByRole('heading', { name: 'Passed' }).waitFor();
    const next = page.getByRole('link', { name: 'Next: Why block lists fail' });
    expect(await next.getAttribute('href')).toBe('/next/');
    expect(await page.locator('[aria-live="polite"]').allTextContents()).toContainEqual(
      expect.stringMatching(/^Passed/),
    );
    await patiently(async () => (await record(page))?.passed).toBeDefined();
    await page.reload();
    await tab(page, /Hints/).click();
    await button(page, 'Compare with the solution').waitFor();
  });

  test('hints come one by one and are remembered', async () => {
    const { page } = await open();
    await tab(page, /Hints 0/).click();
    await button(page, 'Show hint 1 of').click();
    await button(page, 'Show hint 2 of').waitFor();
    expect(await page.getByText('The hint number 2.').count()).toBe(0);
    await patiently(async () => (await record(page))?.hintsShown).toEqual([1]);
    await page.reload();
    await tab(page, /Hints 1/).click();
    await page.getByText('The hint number 1.').waitFor();
  });
});

describe('everybody', () => {
  test('the keyboard gets into the editor and out of it', async () => {
    const { page } = await open();
    await monaco(page).waitFor();
    await page.getByRole('tab', { name: 'server.ts' }).focus();
    const inEditor = () => page.evaluate(() => document.activeElement?.closest('.wb-file') !== null);
    while (!(await inEditor())) await page.keyboard.press('Tab');
    await page.getByText('Esc, then Tab').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await inEditor()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await inEditor()).toBe(false);
  });

  test('F6 goes from pane to pane, out of the editor too', async () => {
    const { page } = await open();
    await monaco(page).waitFor();
    const pane = () =>
      page.evaluate(() => document.activeElement?.closest('section[aria-label]')?.getAttribute('aria-label'));
    await typeAtStart(page, 'x');
    expect(await pane()).toBe('Editor');
    await page.keyboard.press('F6');
    expect(await pane()).toBe('Tools');
    await page.keyboard.press('F6');
    expect(await pane()).toBe('Brief and hints');
    await page.keyboard.press('Shift+F6');
    await page.keyboard.press('Shift+F6');
    expect(await pane()).toBe('Editor');
  });

  test('nothing moves for who asked for less motion', async () => {
    const { page } = await open({ profile: { reducedMotion: 'reduce' } });
    await button(page, 'Check my fix').click();
    await page.getByRole('heading', { name: /failed/ }).waitFor();
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('.wb *')]
        .filter((element) => !element.closest('.monaco-editor'))
        .filter((element) => {
          const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(element);
          const seconds = `${transitionDuration},${animationDuration}`.split(',').map(Number.parseFloat);
          return seconds.some((one) => one > 0.001) || scrollBehavior === 'smooth';
        })
        .map((element) => element.className),
    );
    expect(moving).toEqual([]);
  });

  test('the panes move by the arrow keys and stay where they were put', async () => {
    const { page } = await open();
    const bar = page.getByRole('separator', { name: 'Width of the brief' });
    const before = Number(await bar.getAttribute('aria-valuenow'));
    await bar.focus();
    await page.keyboard.press('ArrowRight');
    await patiently(async () => Number(await bar.getAttribute('aria-valuenow'))).toBe(before + 3);
    await page.reload();
    await patiently(async () => Number(await bar.getAttribute('aria-valuenow'))).toBe(before + 3);
  });

  test('on a phone everything is there, in a plain editor', async () => {
    const { page, errors } = await open({ profile: PHONE });
    const parts = page.getByRole('navigation', { name: 'Parts of the workbench' });
    await parts.getByRole('button', { name: 'Code' }).click();
    const code = page.getByRole('textbox', { name: 'Code of server.ts' });
    await code.fill(`// from a phone ${'x'.repeat(200)}`);
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    expect(await fits()).toBe(true);
    await button(page, 'Run').click();
    await parts.getByRole('button', { name: 'Attack' }).click();
    await page.getByText('The app is running.').first().waitFor();
    await page
      .getByRole('combobox', { name: 'Request', exact: true })
      .selectOption({ label: "Attack: ' OR 1=1 --" });
    await button(page, 'Send').click();
    await page.getByText('The attack got through').waitFor();
    await button(page, 'Check my fix').click();
    await page.getByRole('heading', { name: /failed/ }).waitFor();
    expect(await monaco(page).count()).toBe(0);
    expect(await fits()).toBe(true);
    expect(await stored(page, 'server.ts')).toMatch(/^\/\/ from a phone/);
    expect(errors).toEqual([]);
  });

  test.each([
    ['light', undefined],
    ['dark', undefined],
    ['light', PHONE],
    ['dark', PHONE],
  ] as const)('breaks no rule of axe (%s, %j)', async (colorScheme, device) => {
    const { page } = await open({
      profile: { viewport: { width: 1280, height: 800 }, ...device, colorScheme, reducedMotion: 'reduce' },
    });
    if (!device) await monaco(page).waitFor();
    // What Monaco draws is its own; its own releases are held to that.
    const violations = () => axeViolations(page, ['.monaco-editor']);
    const show = async (name: string) => {
      if (device)
        await page
          .getByRole('navigation', { name: 'Parts of the workbench' })
          .getByRole('button', {
            name: name === 'Attack console' ? 'Attack' : name === 'Database' ? 'Data' : name,
          })
          .click();
      else await tab(page, new RegExp(`^${name}`)).click();
    };
    expect(await violations()).toEqual([]);
    await show('Attack console');
    if (device)
      await page
        .getByRole('combobox', { name: 'Request', exact: true })
        .selectOption({ label: "Attack: ' OR 1=1 --" });
    else await button(page, /' OR 1=1 --/).click();
    await button(page, 'Send').click();
    await page.getByText('The attack got through').waitFor();
    expect(await violations()).toEqual([]);
    await show('Database');
    expect(await violations()).toEqual([]);
    await show('Logs');
    expect(await violations()).toEqual([]);
    await button(page, 'Check my fix').click();
    await page.getByRole('heading', { name: /failed/ }).waitFor();
    await page.keyboard.press('F4');
    await page.getByText('401 and one and the same JSON error').waitFor();
    expect(await violations()).toEqual([]);
  });
});

describe("the answer of one's own AI tool", () => {
  test('is pasted, graded, and kept apart from the own work', async () => {
    const { page } = await open();
    await typeAtStart(page, '// mine');
    await kept(page, '// mine');
    await button(page, 'Try its answer').click();
    await button(page, 'Paste an answer…').click();
    await page
      .getByLabel(/The whole answer/)
      .fill(
        [
          'Sure!',
          '### server.ts',
          '```ts',
          'import "./db.ts";',
          '```',
          '### db.ts',
          '```ts',
          '// pool',
          '```',
        ].join('\n'),
      );
    await button(page, 'Take it').click();
    await tab(page, /^db\.ts/).waitFor();
    await button(page, 'Check my fix').click();
    await page.getByRole('heading', { name: 'Passed' }).waitFor();
    await button(page, 'Back to my work').click();
    await page.locator('.wb[aria-busy="false"]').waitFor();
    expect(await stored(page, 'server.ts')).toContain('// mine');
    expect((await record(page))?.passed).toBeUndefined();
    await button(page, 'Try its answer').click();
    await tab(page, /^db\.ts/).waitFor();
  });
});
