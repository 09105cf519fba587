import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { builtSite } from '../../tests/support/site.ts';

/** The addresses of all lessons of the built site. */
export async function lessonPaths(): Promise<string[]> {
  const files = await readdir(join(builtSite(), 'lessons'), { recursive: true });
  return files
    .filter((file) => /^[^/]+\/[^/]+\/index\.html$/.test(file))
    .map((file) => `/lessons/${file.replace(/index\.html$/, '')}`)
    .sort();
}
