/** The script of a worker that computes hashes, one at a time. No learner's code runs here. */
import { compute } from './jobs.ts';
import type { FromHashWorker, ToHashWorker } from './messages.ts';

addEventListener('message', async ({ data }: MessageEvent<ToHashWorker>) => {
  postMessage(await outcomeOf(data));
});

async function outcomeOf({ job }: ToHashWorker): Promise<FromHashWorker> {
  try {
    return { value: await compute(job) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
