/**
 * Runs slow computations one after another, each as a task of its own: Node does them on other threads, so requests
 * and timers get their turn in between.
 */
const waiting: Array<() => Promise<void>> = [];
let running = false;

export function slowly<T>(job: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    waiting.push(async () => {
      try {
        resolve(await job());
      } catch (error) {
        reject(error);
      }
    });
    if (!running) next();
  });
}

function next(): void {
  const job = waiting.shift();
  running = job !== undefined;
  if (job) setImmediate(() => void job().then(next));
}
