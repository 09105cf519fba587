import { expect, test, vi } from 'vitest';
import { OPERATION_MS, OperationQueue } from './queue.ts';

test('one after another, also after one that failed', async () => {
  const queue = new OperationQueue();
  const seen: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = queue.run(async () => {
    seen.push('first begins');
    await gate.promise;
    seen.push('first ends');
    throw new Error('no');
  });
  const second = queue.run(async () => seen.push('second'));
  gate.resolve();
  await expect(first).rejects.toThrow('no');
  await second;
  expect(seen).toEqual(['first begins', 'first ends', 'second']);
});

test('who leaves is not served', async () => {
  const queue = new OperationQueue();
  const leaving = new AbortController();
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const first = queue.run(() => {
    begun.resolve();
    return gate.promise;
  }, leaving.signal);
  await begun.promise;
  let ran = false;
  const second = queue.run(async () => {
    ran = true;
  }, leaving.signal);
  leaving.abort(new Error('left'));
  gate.resolve();
  await first;
  await expect(second).rejects.toThrow('left');
  expect(ran).toBe(false);
});

test('what is never answered frees the way', async () => {
  vi.useFakeTimers();
  try {
    const queue = new OperationQueue();
    const first = queue.run(() => new Promise(() => {}));
    const second = queue.run(async () => 'served');
    const refused = expect(first).rejects.toThrow('did not answer within 90 seconds');
    await vi.advanceTimersByTimeAsync(OPERATION_MS);
    await refused;
    await expect(second).resolves.toBe('served');
  } finally {
    vi.useRealTimers();
  }
});
