/** Makes the search index of the built site, `dist/pagefind/`: lessons and exercises by their `main`, the glossary by term. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import * as pagefind from 'pagefind';
import { GLOSSARY } from '../glossary/terms.ts';

const SEARCHED = /^(lessons|exercises)\/.+\/index\.html$/;

/** Around the text; the page's title is in its heading. */
const LEFT_OUT = [
  '.sources',
  '.beside',
  '.around',
  '.read',
  '.loading',
  'noscript',
  '.sr-only',
  'form',
  '[popover]',
];

/** What of Pagefind's files the page uses: its own interface and playground are not. */
const NEEDED =
  /^(pagefind\.js|pagefind-worker\.js|pagefind-entry\.json|wasm\.en\.pagefind|.+\.pf_(meta|index|fragment|filter))$/;

export function search(): AstroIntegration {
  return {
    name: 'other90:search',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        const pages = await pagesOf(root);
        for (const [path, content] of await indexOf(root, pages)) {
          const file = join(root, 'pagefind', path);
          await mkdir(dirname(file), { recursive: true });
          await writeFile(file, content);
        }
        logger.info(`${pages.length} pages and the glossary can be searched.`);
      },
    },
  };
}

async function pagesOf(root: string): Promise<string[]> {
  const files = await readdir(root, { recursive: true });
  return files
    .map((file) => file.split(sep).join('/'))
    .filter((file) => SEARCHED.test(file))
    .sort();
}

/** @throws Error with Pagefind's own words. */
async function indexOf(
  root: string,
  pages: readonly string[],
): Promise<Array<[path: string, content: Uint8Array]>> {
  try {
    const { index, errors } = await pagefind.createIndex({
      rootSelector: 'main',
      excludeSelectors: LEFT_OUT,
    });
    if (!index) throw new Error(`Pagefind made no index: ${errors.join('; ')}`);
    for (const page of pages) {
      const content = await readFile(join(root, page), 'utf8');
      const added = await index.addHTMLFile({ sourcePath: page, content });
      if (added.errors.length > 0) throw new Error(`Pagefind can't read ${page}: ${added.errors.join('; ')}`);
    }
    for (const { id, term, text } of GLOSSARY) {
      await index.addCustomRecord({
        url: `/glossary/#${id}`,
        content: `${term}. ${text}`,
        language: 'en',
        meta: { title: term },
      });
    }
    const { files } = await index.getFiles();
    return files
      .filter(({ path }) => NEEDED.test(path.replace(/^(index|fragment|filter)\//, '')))
      .map(({ path, content }) => [path, content]);
  } finally {
    await pagefind.close();
  }
}
