/** Works through a list, a few items at once. */
import { availableParallelism } from 'node:os';

/**
 * How many runs may go on at once: two at least, since much of a run is waiting; more than four would only queue for
 * memory. On a server one: its clock, which checks move, is the same for all of its databases.
 * @param database `pglite`, or the URL of a server
 */
export const runsAtOnce = (database: string): number =>
  database === 'pglite' ? Math.max(2, Math.min(4, availableParallelism())) : 1;

/**
 * @param atOnce how many items, at most
 * @param work is given a signal that aborts when `signal` does, or when the work on another item was rejected.
 * @returns What `work` returned, in the order of `items`, whichever ended first.
 * @throws the first cause: not the aborts that followed from it.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...items.entries()];
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const workers = Array.from({ length: Math.min(atOnce, queue.length) }, async () => {
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
