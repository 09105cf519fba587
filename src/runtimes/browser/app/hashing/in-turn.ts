/**
 * The thread pool where there is none: jobs are computed here, one after another, each as a task of its own, so that
 * requests and timers get their turn in between.
 */
import { compute, type HashJob } from './jobs.ts';

const waiting: Array<() => Promise<void>> = [];
let running = false;

export const threadPool = {
  compute(job: HashJob): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      waiting.push(async () => {
        try {
          resolve(await compute(job));
        } catch (error) {
          reject(error);
        }
      });
      if (!running) next();
    });
  },
};

function next(): void {
  const job = waiting.shift();
  running = job !== undefined;
  if (job) setImmediate(() => void job().then(next));
}
