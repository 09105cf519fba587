/** A review on its page, as a learner does it: marks, a result that teaches, another try, a pass that is kept. */
import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { openLocalPage } from '../support/chromium.ts';
import { visits } from '../support/visits.ts';

const PATH = '/exercises/login-review/';

const built = visits();
const { visit } = built;

/** A visit to the review, once it can be marked. */
const review = (
  look: (page: Page, asked: string[]) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> =>
  visit(
    PATH,
    async (page, asked) => {
      await ready(page);
      await look(page, asked);
    },
    { reducedMotion: 'reduce', ...options },
  );

const ready = (page: Page) => page.locator('.review[data-ready="true"]').waitFor();

async function open(page: Page): Promise<void> {
  await page.goto(built.origin + PATH);
  await ready(page);
}

type Said = readonly [code: string, category: string, severity: string];

/** By what stands on the line, as a reader finds it. */
const ALL: readonly Said[] = [
  ['const JWT_SECRET', 'A secret stands in the code', 'High'],
  ['VALUES (lower(', 'Injection: input becomes part of a command', 'Critical'],
  ['const { email, password, name }', 'Input is taken as it comes', 'Medium'],
  ["app.post('/api/login'", 'No limit on how often or how much', 'High'],
  ['SELECT id, password FROM users', 'Injection: input becomes part of a command', 'Critical'],
  ['account.password !== password', 'Passwords are kept so that they can be read', 'High'],
  ['const token = jwt.sign(', 'The token: where it goes, how long it lives', 'High'],
  ['res.json({ token,', 'The token: where it goes, how long it lives', 'High'],
];

const line = (page: Page, code: string) => page.locator('button.code-line', { hasText: code });

async function mark(page: Page, [code, category, severity]: Said): Promise<void> {
  await line(page, code).click();
  const form = page.getByRole('group', { name: /The mark on line/ });
  await form.getByRole('combobox').selectOption({ label: category });
  await form.getByRole('radio', { name: severity }).check();
  await form.getByRole('button', { name: 'Done' }).click();
  await form.waitFor({ state: 'detached' });
}

const handIn = (page: Page) => page.getByRole('button', { name: 'Hand in my review' }).click();
const count = (page: Page) => page.locator('.hand-in .count strong').textContent();
const title = (page: Page) => page.locator('#result-title');

test('mark, fail, read why, try again with the marks kept, pass; progress and certificate show it', async () => {
  await review(async (page, asked) => {
    const first = ALL.slice(0, 6);
    for (const said of first) await mark(page, said);
    await mark(page, ["app.set('trust proxy'", 'Somebody may do what they should not', 'High']);
    expect(await count(page)).toBe('7 of at most 16 marks');
    // The key is not on the page before somebody hands in.
    expect(asked.filter((path) => path.endsWith('key.json'))).toEqual([]);
    expect(await page.content()).not.toContain('swallows the rest');

    await handIn(page);
    await title(page).waitFor();
    expect(await title(page).textContent()).toBe('6 of 8 holes found');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('result-title');
    await page.getByText('Not passed yet: 6 of 8 holes found').waitFor({ state: 'attached' });
    const result = page.locator('.result');
    const fine = result.getByRole('region', { name: 'Marks that fit nothing' });
    expect(await fine.textContent()).toContain('a limit by address would lock out everybody at once');
    expect(await result.getByRole('region', { name: 'Found' }).getByRole('article').count()).toBe(6);
    const missed = result.getByRole('region', { name: 'Missed' }).locator('details');
    expect(await missed.count()).toBe(2);
    // Closed, so that there is something to look for.
    expect(await missed.first().getAttribute('open')).toBeNull();
    expect(await missed.nth(1).textContent()).toContain('localStorage');

    await result.getByRole('button', { name: 'Look again' }).click();
    expect(await count(page)).toBe('7 of at most 16 marks');
    await page.getByRole('button', { name: /change the mark on line 10/ }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    for (const said of ALL.slice(6)) await mark(page, said);
    await page.getByText('You changed your marks since').waitFor();
    await handIn(page);
    await result.getByText('Passed', { exact: true }).waitFor();
    expect(await result.textContent()).toContain('46 of 46 points');
    expect(await result.getByRole('link', { name: /Now mend it/ }).getAttribute('href')).toBe(
      '/exercises/login/',
    );

    // Kept: the marks, the result, the pass.
    await open(page);
    await result.getByText('Passed', { exact: true }).waitFor();
    expect(await count(page)).toBe('8 of at most 16 marks');
    await page.goto(`${built.origin}/exercises/`);
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Review the login' })
      .getByText('passed', { exact: true })
      .waitFor();
    await page.goto(`${built.origin}/certificate/`);
    await page.getByRole('row', { name: /Review the login/ }).waitFor();
    expect(await page.getByRole('row', { name: /Review the login/ }).textContent()).toContain('none');
  });
});

test('looking at what was missed before the pass is told on the certificate', async () => {
  await review(async (page) => {
    for (const said of ALL.slice(1)) await mark(page, said);
    await handIn(page);
    await page.locator('.missed summary').click();
    await page.getByText('stays in the history').waitFor();
    for (const said of ALL.slice(0, 1)) await mark(page, said);
    await handIn(page);
    await page.getByText('All 8 holes found, and').waitFor();
    await page.goto(`${built.origin}/certificate/`);
    await page.getByRole('row', { name: /Review the login.*saw the solution first/ }).waitFor();
  });
});

test('a reload keeps marks that are not finished; handing them in leads to the first', async () => {
  await review(async (page) => {
    await line(page, 'const JWT_SECRET').click();
    await page
      .getByRole('group', { name: /The mark on line 5/ })
      .getByRole('radio', { name: 'High' })
      .check();
    await open(page);
    expect(await count(page)).toBe('1 of at most 16 marks');
    await handIn(page);
    await page.getByText('Line 5: choose what is wrong, or remove the mark.').waitFor();
    await page.locator('#mark-category:focus').waitFor();
    expect(await title(page).count()).toBe(0);
  });
});

test('nothing marked: a word, no result', async () => {
  await review(async (page) => {
    await handIn(page);
    await page.getByText('Mark a line first.').waitFor();
    expect(await title(page).count()).toBe(0);
  });
});

test('a line that was clicked by mistake is unmarked by a second click; a mark that says something stays', async () => {
  await review(async (page) => {
    await line(page, 'const JWT_SECRET').click();
    expect(await count(page)).toBe('1 of at most 16 marks');
    await line(page, 'const JWT_SECRET').click();
    expect(await count(page)).toBe('0 of at most 16 marks');
    await mark(page, ALL[0] as Said);
    await line(page, 'const JWT_SECRET').click();
    await line(page, 'const JWT_SECRET').click();
    expect(await count(page)).toBe('1 of at most 16 marks');
  });
});

test('one line can hold two marks', async () => {
  await review(async (page) => {
    const values = ALL[1] as Said;
    await mark(page, values);
    await line(page, values[0]).click();
    await page.getByRole('button', { name: 'Another mark on this line' }).click();
    const form = page.getByRole('group', { name: 'The mark on line 17' });
    expect(await form.getByRole('combobox').inputValue()).toBe('');
    await form.getByRole('combobox').selectOption({ label: 'Passwords are kept so that they can be read' });
    await form.getByRole('radio', { name: 'High' }).check();
    await handIn(page);
    await title(page).waitFor();
    expect(await title(page).textContent()).toBe('2 of 8 holes found');
  });
});

test('start over asks, and can be undone', async () => {
  await review(async (page) => {
    await mark(page, ALL[0] as Said);
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('button', { name: 'Keep my marks' }).click();
    expect(await count(page)).toBe('1 of at most 16 marks');
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
    await page.getByText('Started over').waitFor();
    expect(await count(page)).toBe('0 of at most 16 marks');
    // What is marked meanwhile is not lost by the undo.
    await mark(page, ALL[1] as Said);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 of at most 16 marks').waitFor();
    await open(page);
    expect(await count(page)).toBe('2 of at most 16 marks');
  });
});

test('a removed mark comes back by one click', async () => {
  await review(async (page) => {
    await mark(page, ALL[0] as Said);
    await line(page, 'const JWT_SECRET').click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('The mark on line 5 is gone.').waitFor();
    await mark(page, ALL[1] as Said);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 of at most 16 marks').waitFor();
  });
});

test('by keyboard alone', async () => {
  await review(async (page) => {
    const { keyboard } = page;
    await page.locator('.review').evaluate((place: HTMLElement) => {
      place.tabIndex = -1;
      place.focus();
    });
    await keyboard.press('Tab');
    const current = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.line);
    expect(await current()).toBe('1');
    // Line 4 is empty: nothing to mark, nothing to stop at.
    for (let step = 0; step < 3; step += 1) await keyboard.press('ArrowDown');
    expect(await current()).toBe('5');
    await keyboard.press('Enter');
    await page.locator('#mark-category:focus').waitFor();
    // Step by step: what is typed into a list counts as one word only for a moment, and a busy machine takes longer.
    const chosen = () =>
      page.locator('#mark-category').evaluate((list: HTMLSelectElement) => list.selectedOptions[0]?.label);
    for (let step = 0; step < 20 && (await chosen()) !== 'A secret stands in the code'; step += 1)
      await keyboard.press('ArrowDown');
    await keyboard.press('Tab');
    await keyboard.press('ArrowDown');
    await keyboard.press('Escape');
    expect(await current()).toBe('5');
    await page.getByText('A secret stands in the code · High').waitFor();
    // On the way down the bar that hands in never covers the line with the focus.
    for (let step = 0; step < 12; step += 1) {
      await keyboard.press('ArrowDown');
      expect(
        await page.evaluate(() => {
          const bar = document.querySelector('.hand-in')?.getBoundingClientRect();
          const line = document.activeElement?.getBoundingClientRect();
          return line !== undefined && bar !== undefined && line.bottom <= bar.top && line.top >= 0;
        }),
      ).toBe(true);
    }
    await keyboard.press('End');
    expect(await current()).toBe('44');
    // One Tab leaves the code.
    await keyboard.press('Tab');
    for (let step = 0; step < 4; step += 1) {
      const text = await page.evaluate(() => document.activeElement?.textContent);
      if (text === 'Hand in my review') break;
      await keyboard.press('Tab');
    }
    await keyboard.press('Enter');
    await page.locator('#result-title:focus').waitFor();
    expect(await title(page).textContent()).toBe('1 of 8 holes found');
  });
});

test('a second tab shows the marks, and can take over; neither loses any', async () => {
  await review(async (page) => {
    await mark(page, ALL[0] as Said);
    const other = await page.context().newPage();
    await open(other);
    await other.getByText('being written in another tab').waitFor();
    await mark(page, ALL[1] as Said);
    await other.getByText('2 of at most 16 marks').waitFor();
    await other.getByRole('button', { name: 'Mark here instead' }).click();
    await other.getByText('being written in another tab').waitFor({ state: 'detached' });
    await mark(other, ALL[2] as Said);
    await page.getByText('3 of at most 16 marks').waitFor();
  });
});

test('without storage it is said, everything works, and a download is offered', async () => {
  const { page, context } = await openLocalPage(built.browser);
  try {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'indexedDB', {
        get: () => ({
          open: () => {
            throw new DOMException('refused', 'SecurityError');
          },
        }),
      });
    });
    await open(page);
    await page.getByRole('alert').getByText('Your review is not being kept.').waitFor();
    await mark(page, ALL[0] as Said);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download my review' }).click(),
    ]);
    const stream = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(stream)).toEqual({
      exercise: 'login-review',
      marks: [{ file: 'auth.ts', line: 5, category: 'secrets', severity: 'high' }],
    });
    await handIn(page);
    await title(page).waitFor();
  } finally {
    await context.close();
  }
});

test('a key that does not come leaves the marks, says so, and comes the next time', async () => {
  const { page, context } = await openLocalPage(built.browser);
  try {
    await open(page);
    await page.route('**/key.json', (route) => route.abort('internetdisconnected'));
    await mark(page, ALL[0] as Said);
    await handIn(page);
    await page.getByText('The key could not be fetched').waitFor();
    await page.unroute('**/key.json');
    await handIn(page);
    await title(page).waitFor();
    expect(await count(page)).toBe('1 of at most 16 marks');
  } finally {
    await context.close();
  }
});

test('neither the editor nor the runtime is fetched, and the scripts are small', async () => {
  await review(async (page, asked) => {
    await mark(page, ALL[0] as Said);
    await handIn(page);
    await title(page).waitFor();
    expect(asked.filter((path) => /monaco|editor|runtime\/|pglite|\.wasm/i.test(path))).toEqual([]);
    const bytes = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('.js'))
        .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).decodedBodySize, 0),
    );
    expect(bytes).toBeLessThan(90_000);
  });
});

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([
    ['a window', { width: 1280, height: 800 }],
    ['a phone', { width: 390, height: 844 }],
  ])('on %s axe finds nothing, before, while and after, and nothing is too wide', async (_, viewport) => {
    await review(
      async (page) => {
        const isWhole = () =>
          page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
        expect(await axeViolations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Give me a hint' }).click();
        await mark(page, ALL[0] as Said);
        await mark(page, ['ON CONFLICT', 'It breaks: an error, a race, a crash', 'Medium']);
        await line(page, 'jwt.sign(').click();
        expect(await axeViolations(page)).toEqual([]);
        expect(await isWhole()).toBe(true);
        await page.getByRole('button', { name: 'Remove' }).click();
        await handIn(page);
        await title(page).waitFor();
        for (const summary of await page.locator('.missed summary').all()) await summary.click();
        expect(await axeViolations(page)).toEqual([]);
        expect(await isWhole()).toBe(true);
        await page.getByRole('button', { name: 'Start over' }).click();
        expect(await axeViolations(page)).toEqual([]);
      },
      { viewport, colorScheme, hasTouch: viewport.width < 400 },
    );
  });
});
