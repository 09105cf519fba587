/** The script of a worker that computes hashes, one at a time. No learner's code runs here. */
import { compute, type HashJob, type HashOutcome } from './jobs.ts';
import { keepInstances } from './kept-instances.ts';

const giveBack = keepInstances();
addEventListener('message', async ({ data }: MessageEvent<HashJob>) => {
  const outcome = await outcomeOf(data);
  giveBack();
  postMessage(outcome);
});

async function outcomeOf(job: HashJob): Promise<HashOutcome> {
  try {
    return { value: await compute(job) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
