/** What the page fetches only when the learner asks for it: other versions of the app, and what there is of them. */
import type { ProofWords } from '../course/proof.ts';
import type { Files } from '../runtimes/runtime.ts';

/** Where the parts of an exercise are that are not in its page. */
export interface CourseUrls {
  /** The solution's files. */
  solution: string;
  /** The files of the wrong fix in "Three outcomes"; absent when the exercise names none. */
  outcome?: string;
  /** The list of the other right fixes; each one's files lie beside it, at `ways/<name>.json`. */
  ways: string;
}

/**
 * @param what How the version is called in messages: "the solution".
 * @throws Error with a sentence for the learner.
 */
export async function fetchFiles(url: string, what: string): Promise<Files> {
  const files = await fetchJson(url, what);
  if (isFiles(files)) return files;
  throw unreadable(what);
}

/** The other right fixes, in words. @throws Error with a sentence for the learner. */
export async function fetchWays(url: string): Promise<ProofWords[]> {
  const ways = await fetchJson(url, 'the list of other ways');
  if (isWays(ways)) return ways;
  throw unreadable('the list of other ways');
}

/** Where the files of one of them are. */
export const wayUrl = (waysUrl: string, name: string): string => waysUrl.replace(/\.json$/, `/${name}.json`);

async function fetchJson(url: string, what: string): Promise<unknown> {
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok)
    throw new Error(`${capital(what)} could not be fetched. Check the connection and try again.`);
  try {
    return await response.json();
  } catch {
    throw unreadable(what);
  }
}

const unreadable = (what: string) =>
  new Error(`What came for ${what} is not readable. Reload the page and try again.`);

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFiles = (value: unknown): value is Files =>
  isRecord(value) && Object.values(value).every((text) => typeof text === 'string');

const isWays = (value: unknown): value is ProofWords[] =>
  Array.isArray(value) &&
  value.every((way) => isRecord(way) && typeof way.name === 'string' && typeof way.summary === 'string');
