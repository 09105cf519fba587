/** The app's way to what computes slow hashes: workers of the frame, or what else `threadPool.compute` is set to. */
import type { HashJob } from './jobs.ts';

/** The name under which the course's packages get it; the learner's own code does not. */
export const THREAD_POOL = 'other90:thread-pool';

export const threadPool = {
  /** @throws Error of the library: the memory is not there, a parameter is out of its bounds. */
  compute(_job: HashJob): Promise<Uint8Array> {
    return Promise.reject(new Error('The workers that compute hashes are not there: reload the page.'));
  },
};
