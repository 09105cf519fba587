/**
 * What the hosted side can do wrong, one switch of the double after the other: the right words, the browser runtime
 * going on, and no keystroke lost.
 */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { serveFolder } from '../../src/runtimes/browser/headless/static-server.ts';
import { SITE_FOLDER } from '../support/site.ts';
import type { Faults } from './double/wire.ts';
import { type ExercisePage, type ExercisePageOptions, openExercise, useHostedSide } from './exercise-page.ts';

const PATIENCE = { timeout: 120_000 };
const BUILT_IN = 'Built-in browser runtime: ';

const hosted = useHostedSide();

const code = (page: Page) => page.getByRole('textbox', { name: 'Code of server.ts' });

/** Opens the exercise with a fault, types while WebContainer boots, and closes it at the end. */
async function withFaults(
  faults: Partial<Faults>,
  act: (opened: ExercisePage) => Promise<void>,
  options: ExercisePageOptions = {},
): Promise<void> {
  await hosted.double.reset(faults);
  const opened = await openExercise(hosted, { plainEditor: true, ...options });
  const { page, context, refused } = opened;
  try {
    await code(page).focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('// typed before\n');
    await act(opened);
    await code(page).focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('// typed after\n');
    await page.getByText('Kept in this browser').waitFor();
    expect(await code(page).inputValue()).toMatch(/^\/\/ typed after\n\/\/ typed before\n/);
    expect(refused, 'requests to other hosts').toEqual([]);
  } finally {
    await context.close();
  }
}

async function chipSays(page: Page, words: string): Promise<void> {
  await page.locator('.wb-runtime-chip', { hasText: words }).waitFor(PATIENCE);
}

const inContainer = (page: Page) =>
  page.locator('.wb-runtime-chip[data-runtime="webcontainer"]').waitFor(PATIENCE);

/** The app runs, on whatever there is: a login without a password gets through. */
async function attack(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Attack: ' OR 1=1 --/ }).click();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.wb-answer', { hasText: 'The attack got through' }).waitFor(PATIENCE);
}

/** Both limits pass; the clock of the page jumps. */
async function waitTwice(page: Page): Promise<void> {
  await expect.poll(() => hosted.double.loads, PATIENCE).toBe(1);
  await page.clock.fastForward(8_000);
  await chipSays(page, 'takes longer than usual');
  await page.clock.fastForward(23_000);
  await chipSays(page, 'did not answer within 30 seconds');
  await expect.poll(() => hosted.double.loads, PATIENCE).toBe(2);
  await page.clock.fastForward(31_000);
  await chipSays(
    page,
    `${BUILT_IN}WebContainer did not answer, twice: the network, a firewall or an ad blocker`,
  );
}

for (const [name, fault] of [
  ['answers 404', 'notFound'],
  ['lacks the headers that an isolated page demands', 'noCorp'],
  ['loads and says nothing', 'noInit'],
] as const)
  test(`a host that ${name}`, () =>
    withFaults(
      { [fault]: true },
      async ({ page }) => {
        await waitTwice(page);
        await attack(page);
      },
      { clock: true },
    ));

test('a host that is back when its frame is loaded anew', () =>
  withFaults(
    { noInit: true },
    async ({ page }) => {
      await expect.poll(() => hosted.double.loads, PATIENCE).toBe(1);
      hosted.double.faults.noInit = false;
      await page.clock.fastForward(31_000);
      await inContainer(page);
      await attack(page);
      expect(hosted.double.ran).not.toEqual([]);
    },
    { clock: true },
  ));

test('a late answer: the browser runtime serves, and the takeover interrupts nothing', () =>
  withFaults({ lateInit: true }, async ({ page }) => {
    await chipSays(page, `${BUILT_IN}WebContainer is starting`);
    await attack(page);
    hosted.double.release();
    await inContainer(page);
    // The app that runs goes on where it is, with its data; the next start is in the container.
    const sent = page.locator('.wb-history li', { hasText: 'got through' });
    const before = await sent.count();
    await page.getByRole('button', { name: 'Send' }).click();
    await expect.poll(() => sent.count(), PATIENCE).toBe(before + 1);
    expect(hosted.double.ran).toEqual([]);
    await page.getByRole('button', { name: 'Run again', exact: true }).click();
    await expect.poll(() => hosted.double.ran.length, PATIENCE).toBe(1);
    await attack(page);
  }));

test('no more instances', () =>
  withFaults({ buildRejects: true }, async ({ page }) => {
    await chipSays(page, `${BUILT_IN}WebContainer refuses another instance: close other tabs`);
    await attack(page);
    hosted.double.faults.buildRejects = false;
    await page.getByRole('button', { name: 'Use WebContainer' }).click();
    await inContainer(page);
  }));

test('an error in the middle', () =>
  withFaults({}, async ({ page }) => {
    await inContainer(page);
    await attack(page);
    hosted.double.running?.tell({ type: 'error', message: 'out of memory' });
    await chipSays(page, `${BUILT_IN}WebContainer failed (out of memory)`);
    await page.getByRole('button', { name: 'Run again', exact: true }).click();
    await attack(page);
    await page.getByRole('button', { name: 'Use WebContainer' }).click();
    await inContainer(page);
  }));

test('a host process that exits at once', () =>
  withFaults({ exit1: true }, async ({ page }) => {
    await inContainer(page);
    await attack(page);
    await chipSays(
      page,
      `${BUILT_IN}WebContainer failed: the grader's process ended (1): Error: no such thing`,
    );
  }));

test('a host process that hears nothing and never ends', () =>
  withFaults(
    { neverExits: true },
    async ({ page }) => {
      await inContainer(page);
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await expect.poll(() => hosted.double.ran.length, PATIENCE).toBe(1);
      await page.clock.fastForward(61_000);
      await chipSays(page, `${BUILT_IN}WebContainer failed: the grader`);
      await attack(page);
    },
    { clock: true },
  ));

test('an output that never closes, and no word of a port', () =>
  withFaults({ outputNeverCloses: true, noServerReady: true }, async ({ page }) => {
    await inContainer(page);
    await attack(page);
    await page.getByRole('tab', { name: 'Preview' }).click();
    await page.getByText('has not told the address').waitFor();
    await page.getByRole('tab', { name: 'Attack console' }).click();
    // Its end is seen by its exit; another one takes its place.
    hosted.double.running?.kill(0);
    await page.getByRole('button', { name: 'Run again', exact: true }).click();
    await expect.poll(() => hosted.double.ran.length, PATIENCE).toBe(2);
    await attack(page);
    await inContainer(page);
  }));

test('a page that is not isolated says so and asks no other host', async () => {
  const plain = await serveFolder(SITE_FOLDER);
  try {
    await withFaults(
      {},
      async ({ page }) => {
        await chipSays(
          page,
          `${BUILT_IN}WebContainer needs two isolation headers that this host does not send`,
        );
        expect(await page.getByRole('button', { name: 'Use WebContainer' }).count()).toBe(0);
        expect(hosted.double.loads).toBe(0);
      },
      { origin: plain.origin },
    );
  } finally {
    await plain.close();
  }
});

test('nothing chosen: nothing is asked of another host, and one click starts it and is remembered', () =>
  withFaults(
    {},
    async ({ page }) => {
      await chipSays(page, `${BUILT_IN}nothing is loaded from another host unless you ask for it`);
      expect(hosted.double.loads).toBe(0);
      await page.getByRole('button', { name: 'Use WebContainer' }).click();
      await inContainer(page);
      await page.getByText('Kept in this browser').waitFor();
      await page.reload();
      await inContainer(page);
      await page.getByRole('button', { name: 'Use the built-in one' }).click();
      await chipSays(page, `${BUILT_IN}your choice`);
    },
    { chosen: null },
  ));
