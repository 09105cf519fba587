/**
 * What the learner does in the console: on the starter every attack of `requests.http` gets through, one click each; on
 * the solution none does. In node and in a real browser, each request as the console sends it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signal } from '@preact/signals';
import { afterAll, describe, expect, test } from 'vitest';
import { exerciseIds, loadExercise, loadFiles } from '../../src/course/load.ts';
import { createHeadlessRuntime } from '../../src/runtimes/browser/headless.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';
import type { Files, Runtime } from '../../src/runtimes/runtime.ts';
import { AttackStore } from '../../src/workbench/state/attack.ts';
import { RunningStore } from '../../src/workbench/state/running.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtimes = [createNodeRuntime(), createHeadlessRuntime({ pages: 1 })] as const;
const exercises = (await Promise.all((await exerciseIds(root)).map((id) => loadExercise(root, id)))).filter(
  ({ kind }) => kind === 'fix',
);

/** The starter withstands these: they are there for fixes that open what was closed. */
const WITHSTOOD: Record<string, string[]> = {
  login: ['unsigned-token', 'input-array'],
  'webhook-signature': ['text'],
  'webhook-twice': ['unsigned'],
};

afterAll(() => Promise.all(runtimes.map((runtime) => runtime.close())));

const storeFor = (runtime: Runtime, exercise: string, files: Files) =>
  new RunningStore({ exercise, files: signal(files), runtime: async () => runtime });
const requestsOf = (exercise: string) => readFile(join(root, 'exercises', exercise, 'requests.http'), 'utf8');

/** Sends every request that can tell when it got through, in the order of the file. @returns what became of each. */
async function attackAll(runtime: Runtime, exercise: string, files: Files) {
  const running = storeFor(runtime, exercise, files);
  const requests = await requestsOf(exercise);
  const attack = new AttackStore({ requests, running, starter: storeFor(runtime, exercise, files) });
  const outcomes: Record<string, string> = {};
  for (const { id, breach } of attack.parsed.requests) {
    if (breach.length === 0) continue;
    attack.pick(id);
    await attack.send();
    const { answer, problem } = attack.shownSent.value ?? {};
    outcomes[id] = answer?.outcome ?? problem ?? 'nothing';
  }
  await running.stop();
  // What went ahead of an attack is honest use, and has to work: nothing gets through an app that refuses everything. Only
  // a limit is reached by repeating what is honest.
  const works = (status: number) => status < 400 || status === 429;
  const refused = attack.history
    .peek()
    .filter(({ draft, answer }) => draft.breach.length === 0 && !(answer && works(answer.status)))
    .map(({ request, answer, problem }) => `${request}: ${answer?.status ?? problem}`);
  expect(refused).toEqual([]);
  return outcomes;
}

describe.each(runtimes.map((runtime) => [runtime.name, runtime] as const))('in %s', (_name, runtime) => {
  test.each(exercises.map(({ id }) => id))(
    '%s: the starter is open, the solution holds',
    async (exercise) => {
      const before = await attackAll(runtime, exercise, await loadFiles(root, exercise, 'starter'));
      const withstood = WITHSTOOD[exercise] ?? [];
      expect(before).toEqual(
        Object.fromEntries(Object.keys(before).map((id) => [id, withstood.includes(id) ? 'held' : 'breach'])),
      );
      expect(Object.keys(before).length).toBeGreaterThan(withstood.length);
      const after = await attackAll(runtime, exercise, await loadFiles(root, exercise, 'solution'));
      expect(after).toEqual(Object.fromEntries(Object.keys(before).map((id) => [id, 'held'])));
    },
  );
});

test('beside the starter, each app gets its own ids and signatures', async () => {
  const [runtime] = runtimes;
  const exercise = 'webhook-twice';
  const running = storeFor(runtime, exercise, await loadFiles(root, exercise, 'solution'));
  const starter = storeFor(runtime, exercise, await loadFiles(root, exercise, 'starter'));
  const attack = new AttackStore({ requests: await requestsOf(exercise), running, starter });
  attack.besideStarter.value = true;
  attack.pick('twice');
  await attack.send();
  expect(attack.shownSent.value).toMatchObject({
    answer: { outcome: 'held', body: { text: expect.stringContaining('"balance": 50') } },
    starter: { answer: { outcome: 'breach', body: { text: expect.stringContaining('"balance": 100') } } },
  });
  await Promise.all([running.stop(), starter.stop()]);
});
