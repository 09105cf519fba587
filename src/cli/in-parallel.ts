/** Works through a list, a few items at once. */
import { availableParallelism } from 'node:os';

/** Two at least: much of a run is waiting. More than four would only queue for memory. */
const workerCount = () => Math.max(2, Math.min(4, availableParallelism()));

/**
 * @param work is given a signal that aborts when `signal` does, or when the work on another item was rejected.
 * @returns What `work` returned, in the order of `items`, whichever ended first.
 * @throws the first cause: not the aborts that followed from it.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...items.entries()];
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const workers = Array.from({ length: Math.min(workerCount(), queue.length) }, async () => {
    try {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [index, item] = next;
        results[index] = await work(item, either);
      }
    } catch (error) {
      // The others need not go on: there will be no result.
      failed.abort();
      throw error;
    }
  });
  const outcomes = await Promise.allSettled(workers);
  const reasons = outcomes
    .filter((outcome) => outcome.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  const cause =
    reasons.find((reason) => !(reason instanceof Error && reason.name === 'AbortError')) ?? reasons[0];
  if (cause !== undefined) throw cause;
  return results;
}
