/** "Check my fix" in the page, warm, beside vitest and beside the embedded runner in one warm node process. */
import { loadFiles } from '../../../src/course/load.ts';
import { createNodeRuntime } from '../../../src/runtimes/node/runtime.ts';
import { launchChromium } from '../../../tests/support/chromium.ts';
import { serveSite } from '../../../tests/support/site.ts';
import { EXERCISE, ROOT, SOLUTION, vitestRun } from '../login.ts';
import { check, checkOne, newLearner, openSolution } from '../page.ts';
import { inTurns, type Row, ratioOf, timed } from '../row.ts';

export const checkRow: Row = {
  id: 'check',
  async measure(rounds) {
    const files = await loadFiles(ROOT, EXERCISE, 'solution');
    const [browser, site] = await Promise.all([launchChromium(), serveSite()]);
    const runtime = createNodeRuntime();
    const grade = async () => {
      const { verdict } = await runtime.grade({ exercise: EXERCISE, files, seed: 90 });
      if (verdict !== 'pass') throw new Error(`The solution did not pass in node: ${verdict}`);
    };
    try {
      const { page } = await newLearner(browser);
      await openSolution(page, site.origin);
      // Warm means: once before.
      const first = await check(page);
      await grade();
      const times = await inTurns(rounds, {
        'page, warm': () => check(page),
        'vitest run': () => vitestRun(SOLUTION),
        'embedded runner, warm': () => timed(grade),
      });
      const warm = times['page, warm'];
      return {
        note: 'login, its solution (argon2, eleven files)',
        times: { 'page, first': [first], ...times },
        ratios: [
          ratioOf('"Check my fix", warm', warm, 'vitest run', times['vitest run'], 0.25),
          ratioOf('"Check my fix", warm', warm, 'embedded runner', times['embedded runner, warm'], 1.5),
        ],
      };
    } finally {
      await Promise.all([browser.close(), site.close(), runtime.close()]);
    }
  },
};

/** One check again, of a run that passed. */
export const oneRow: Row = {
  id: 'one',
  async measure(rounds) {
    const [browser, site] = await Promise.all([launchChromium(), serveSite()]);
    try {
      const { page } = await newLearner(browser);
      await openSolution(page, site.origin);
      await check(page);
      await page.locator('.wb-check summary').first().click();
      const times = await inTurns(rounds, {
        'all checks': () => check(page),
        'one check': () => checkOne(page),
      });
      return {
        note: 'login, the first check of the list',
        times,
        ratios: [ratioOf('one check again', times['one check'], 'all checks', times['all checks'], 0.15)],
      };
    } finally {
      await Promise.all([browser.close(), site.close()]);
    }
  },
};
