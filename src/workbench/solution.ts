/** The solution's files: fetched only when the learner may see them. */
import type { Files } from '../runtimes/runtime.ts';

/** @throws Error with a sentence for the learner. */
export async function loadSolution(url: string): Promise<Files> {
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok)
    throw new Error('The solution could not be fetched. Check the connection and try again.');
  const files: unknown = await response.json();
  if (!isFiles(files))
    throw new Error('The solution that came is not readable. Reload the page and try again.');
  return files;
}

const isFiles = (value: unknown): value is Files =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((text) => typeof text === 'string');
