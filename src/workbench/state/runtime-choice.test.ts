import { expect, test } from 'vitest';
import { report, ScriptedRuntime } from '../../../tests/workbench/scripted-runtime.ts';
import type { Container } from '../../runtimes/webcontainer/container.ts';
import type { Surroundings } from '../../runtimes/webcontainer/preflight.ts';
import { RuntimeChoice } from './runtime-choice.ts';

const HERE: Surroundings = {
  isSecure: true,
  isIsolated: true,
  hasSharedMemory: true,
  hasServiceWorkers: true,
  isInFrame: false,
  isOnline: true,
  isIos: false,
  memory: 8,
  isLocalhost: false,
};
const JOB = { exercise: 'login', files: {}, seed: 1 };

class MemoryStorage {
  readonly kept = new Map<string, string>();
  getItem(key: string) {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    this.kept.set(key, value);
  }
}

/** A container that a test can lose. */
class FakeContainer {
  lost: string | undefined;
  readonly #listeners: Array<(reason: string) => void> = [];
  onLost(listener: (reason: string) => void) {
    this.#listeners.push(listener);
    return () => {};
  }
  lose(reason: string) {
    if (this.lost !== undefined) return;
    this.lost = reason;
    for (const listener of this.#listeners) listener(reason);
  }
}

function setUp({ apiKey = 'key', storage = new MemoryStorage(), here = HERE } = {}) {
  const browser = new ScriptedRuntime();
  const inContainer = new ScriptedRuntime();
  const boot = Promise.withResolvers<Container>();
  const notices: Array<(sentence: string) => void> = [];
  const container = new FakeContainer();
  const choice = new RuntimeChoice({
    settings: { apiKey, preferred: 'auto' },
    lookAround: () => here,
    storage,
    loadBrowser: async () => browser,
    openContainer({ onNotice }) {
      notices.push(onNotice);
      return boot.promise;
    },
    loadContainer: async () => inContainer,
  });
  const stop = choice.start();
  return {
    choice,
    browser,
    inContainer,
    container,
    notices,
    storage,
    stop,
    ready: async () => {
      boot.resolve(container as unknown as Container);
      await boot.promise;
      await Promise.resolve();
    },
    fail: async (sentence: string) => {
      boot.reject(new Error(sentence));
      await boot.promise.catch(() => {});
      await Promise.resolve();
    },
  };
}

test('with a key it boots by itself; the browser serves until it is ready, and what runs there goes on', async () => {
  const { choice, browser, inContainer, ready, notices } = setUp();
  const runtime = await choice.load();
  expect(choice.reason.value).toContain('is starting');
  notices[0]?.('WebContainer takes longer than usual');
  expect(choice.reason.value).toBe('WebContainer takes longer than usual');
  const app = await runtime.open({ exercise: 'login', files: {} });
  await ready();
  expect(choice.current.value).toBe('webcontainer');
  await app.tables();
  expect([browser.running, inContainer.running]).toEqual([1, 0]);
  await runtime.open({ exercise: 'login', files: {} });
  expect([browser.running, inContainer.running]).toEqual([1, 1]);
});

test('without a key nothing is loaded from elsewhere until somebody asks, where that may be', async () => {
  const { choice, notices, storage, ready } = setUp({ apiKey: '', here: { ...HERE, isLocalhost: true } });
  expect(notices).toHaveLength(0);
  expect(choice.other.value).toBe('webcontainer');
  choice.choose('webcontainer');
  expect(notices).toHaveLength(1);
  await ready();
  expect(choice.current.value).toBe('webcontainer');
  expect(setUp({ apiKey: '', storage, here: { ...HERE, isLocalhost: true } }).notices).toHaveLength(1);
});

test('off localhost without a key there is nothing to switch to', () => {
  const { choice } = setUp({ apiKey: '' });
  expect(choice.reason.value).toContain('API key');
  expect(choice.other.value).toBeUndefined();
});

test('back by one click, remembered, without ending the container', async () => {
  const { choice, storage, ready, browser } = setUp();
  await ready();
  choice.choose('browser');
  expect(choice.reason.value).toContain('your choice');
  await (await choice.load()).grade(JOB);
  expect(browser.jobs).toHaveLength(1);
  expect(setUp({ storage }).notices).toHaveLength(0);
  choice.choose('webcontainer');
  expect(choice.current.value).toBe('webcontainer');
});

test('a grader that fails in the container: the browser grades, and stays', async () => {
  const { choice, browser, inContainer, ready } = setUp();
  await ready();
  inContainer.grading = async (job) => ({ ...report(job, []), verdict: 'error', error: 'it ended (1).' });
  const result = await (await choice.load()).grade(JOB);
  expect(result.error).toBeUndefined();
  expect(browser.jobs).toHaveLength(1);
  expect(choice.current.value).toBe('browser');
  expect(choice.reason.value).toBe('WebContainer failed: it ended (1)');
});

test('a boot that fails can be asked for again', async () => {
  const { choice, fail } = setUp();
  await fail('WebContainer did not answer, twice');
  expect(choice.reason.value).toBe('WebContainer did not answer, twice');
  expect(choice.other.value).toBe('webcontainer');
});

test('a container that is lost', async () => {
  const { choice, container, ready } = setUp();
  await ready();
  container.lose('WebContainer failed (out of memory)');
  expect(choice.current.value).toBe('browser');
  expect(choice.reason.value).toBe('WebContainer failed (out of memory)');
});
