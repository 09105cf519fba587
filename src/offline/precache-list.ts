/** Which files of the built site a service worker keeps, and under which address. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Workbox's entry of a precache. */
export interface PrecacheFile {
  url: string;
  /** A hash of the content; `null` where the name carries one. */
  revision: string | null;
}

/** Hashed names: what has one never changes. */
const HASHED = /^_astro\/|^runtime\/.+-[0-9a-f]{8,}\.\w+$/;

/** What is mounted into WebContainer, which needs a network anyway. */
const NETWORK_ONLY = /^_astro\/container-programs-/;

/**
 * @param root the built site
 * @param base where the host serves it, with a slash at both ends
 */
export async function precacheList(root: string, base: string): Promise<PrecacheFile[]> {
  const all = await readdir(root, { recursive: true, withFileTypes: true });
  const files = all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length).split(sep).join('/'))
    .sort();
  const runtime = await runtimeFiles(root);
  const kept = files.filter(
    (file) =>
      file !== 'service-worker.js' &&
      // Share pictures are for other sites: no page shows them.
      !file.startsWith('share/') &&
      file !== '_headers' &&
      !NETWORK_ONLY.test(file) &&
      (!file.startsWith('runtime/') || runtime.has(file)),
  );
  return Promise.all(
    kept.map(async (file) => ({
      url: base + file.replace(/(^|\/)index\.html$/, '$1'),
      revision: HASHED.test(file)
        ? null
        : createHash('sha256')
            .update(await readFile(join(root, file)))
            .digest('hex')
            .slice(0, 16),
    })),
  );
}

/** `runtime/` may also hold files of earlier builds: its two lists name the present ones. */
async function runtimeFiles(root: string): Promise<Set<string>> {
  const lists = ['runtime/app-manifest.json', 'runtime/types.json'];
  const texts = await Promise.all(lists.map((file) => readFile(join(root, file), 'utf8')));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/"([\w.-]+\.(?:js|json))"/g)].map(([, name]) => `runtime/${name}`),
  );
  return new Set([...lists, ...named]);
}
