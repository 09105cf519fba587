import { expect, test } from 'vitest';
import { refusalFor, type Surroundings } from './preflight.ts';

const GOOD: Surroundings = {
  isSecure: true,
  isIsolated: true,
  hasSharedMemory: true,
  hasServiceWorkers: true,
  isInFrame: false,
  isOnline: true,
  isIos: false,
  memory: 8,
  isLocalhost: true,
};
const ASKED = { hasKey: false, asked: true };
const UNASKED_WITH_KEY = { hasKey: true, asked: false };

test('where everything is there it may start: asked for, or with a key', () => {
  expect(refusalFor(GOOD, ASKED)).toBeUndefined();
  expect(refusalFor({ ...GOOD, isLocalhost: false }, UNASKED_WITH_KEY)).toBeUndefined();
});

test.each<[Partial<Surroundings>, string]>([
  [{ isSecure: false }, 'insecure'],
  [{ isInFrame: true }, 'frame'],
  [{ isIsolated: false }, 'isolation'],
  [{ hasSharedMemory: false }, 'shared-memory'],
  [{ hasServiceWorkers: false }, 'service-workers'],
  [{ isOnline: false }, 'offline'],
  [{ isLocalhost: false }, 'key'],
])('%o: refused as "%s", also when asked for', (change, kind) => {
  expect(refusalFor({ ...GOOD, ...change }, ASKED)).toMatchObject({ kind, mayTry: false });
});

test.each<[Partial<Surroundings>, boolean, string]>([
  [{ isIos: true }, true, 'memory'],
  [{ memory: 2 }, true, 'memory'],
  [{}, false, 'unasked'],
])('%o, with a key: %s: not by itself ("%s"), but on request', (change, hasKey, kind) => {
  const here = { ...GOOD, ...change };
  expect(refusalFor(here, { hasKey, asked: false })).toMatchObject({ kind, mayTry: true });
  expect(refusalFor(here, { hasKey, asked: true })).toBeUndefined();
});

test('every reason has words of its own', () => {
  const changes: Array<Partial<Surroundings>> = [
    { isSecure: false },
    { isInFrame: true },
    { isIsolated: false },
    { hasSharedMemory: false },
    { hasServiceWorkers: false },
    { isOnline: false },
    { isLocalhost: false },
    { isIos: true },
    { memory: 2 },
    {},
  ];
  const words = changes.map(
    (change) => refusalFor({ ...GOOD, ...change }, { hasKey: false, asked: false })?.sentence,
  );
  expect(new Set(words).size).toBe(changes.length);
});
