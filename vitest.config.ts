import { defineConfig } from 'vitest/config';

/** What needs a real browser or a whole program: one file at a time, since each fills the machine by itself. */
const PAGES = 'tests/{e2e,browser-app,browser-runtime,workbench,webcontainer}/**/*.test.{ts,tsx}';
const VERDICTS = 'tests/{faults,isolation,parity,postgres}/**/*.test.{ts,tsx}';

const ONE_AT_A_TIME = { fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.{ts,tsx}'],
          exclude: [PAGES, VERDICTS],
          testTimeout: 30_000,
        },
      },
      {
        // The graders as they are: of the solution, or of the folder that OTHER90_DIR names.
        test: {
          name: 'graders',
          include: ['graders/*/*.test.ts'],
          setupFiles: ['src/runtimes/node/vitest-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: [PAGES],
          ...ONE_AT_A_TIME,
          // A browser on a machine that is busy elsewhere: `npm test` names every test that needed this.
          retry: 1,
        },
      },
      {
        // Never tried twice: a verdict that flips is a fault.
        test: {
          name: 'verdicts',
          include: [VERDICTS],
          ...ONE_AT_A_TIME,
        },
      },
    ],
  },
});
