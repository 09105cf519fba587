/**
 * A webhook that answers first and works afterwards. No proof can name what it fails: whether the work is done when a check
 * looks is a matter of luck. That it admits no failure is none, in either runtime.
 */
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { loadFiles } from '../../src/course/load.ts';
import { createHeadlessRuntime } from '../../src/runtimes/browser/headless.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtimes = [createNodeRuntime(), createHeadlessRuntime({ pages: 1 })] as const;
afterAll(() => Promise.all(runtimes.map((runtime) => runtime.close())));

const WORKS_FIRST = `  await handle(event);
  res.json({ received: true });`;
const ANSWERS_FIRST = `  res.json({ received: true });
  handle(event).catch((error) => console.error(error));`;

test.each(runtimes.map((runtime) => [runtime.name, runtime] as const))('in %s', async (_name, runtime) => {
  const solution = await loadFiles(root, 'webhook-twice', 'solution');
  const webhook = solution['webhook.ts'] ?? '';
  const grade = async (text: string) => {
    const report = await runtime.grade({
      exercise: 'webhook-twice',
      files: { ...solution, 'webhook.ts': text },
      seed: 7,
      only: ['failure-is-admitted'],
    });
    return report.checks.map(({ status }) => status);
  };
  expect(webhook).toContain(WORKS_FIRST);
  expect(await grade(webhook)).toEqual(['pass']);
  expect(await grade(webhook.replace(WORKS_FIRST, ANSWERS_FIRST))).toEqual(['fail']);
});
