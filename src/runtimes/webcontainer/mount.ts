/** Puts the course's part into the container: nothing is installed there, and nothing is believed unseen. */
import { cluster, files, wasm } from 'virtual:other90/database-assets';
import { hashes, programs } from 'virtual:other90/webcontainer-assets';
import type { WebContainer } from '@webcontainer/api';
import { inflated } from '../browser/assets/load.ts';
import { loadExtensionBundle } from '../browser/assets/load-extension.ts';
import { EXTENSIONS } from '../postgres/extensions.ts';
import type { Files } from '../runtime.ts';
import { CODE_FOLDER, DATABASE_FOLDER, MAIL_FOLDER } from './places.ts';

/** Mounts the host, the packages and PGlite's files. @throws Error when one can't be had or is not what was built. */
export async function mountCourse(container: WebContainer): Promise<void> {
  const tree = await checked(programs, hashes.programs, 'the programs');
  // The client hands the buffer over: a copy, so that a second try has it whole.
  await container.mount(tree.slice());
  for (const folder of [DATABASE_FOLDER, MAIL_FOLDER, CODE_FOLDER])
    await container.fs.mkdir(folder, { recursive: true });
  for (const [name, url] of Object.entries({ cluster, files, wasm })) {
    const bytes = await checked(url, hashes[name as 'cluster' | 'files' | 'wasm'], `the database (${name})`);
    await container.fs.writeFile(`${DATABASE_FOLDER}/${name}`, bytes);
  }
}

async function checked(url: string, hash: string, what: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await (await inflated(url)).arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  if (hexOf(digest) === hash) return bytes;
  throw new Error(
    `${what} for WebContainer came incomplete or from another build; reload the page to fetch them anew`,
  );
}

const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const mounted = new WeakMap<WebContainer, Set<string>>();

/** Adds the PostgreSQL extensions that the files name. */
export async function mountExtensions(container: WebContainer, code: Files): Promise<void> {
  const there = mounted.get(container) ?? new Set();
  mounted.set(container, there);
  const texts = Object.values(code).map((text) => text.toLowerCase());
  for (const name of EXTENSIONS) {
    if (there.has(name) || !texts.some((text) => text.includes(name))) continue;
    await container.fs.writeFile(`${DATABASE_FOLDER}/${name}`, await loadExtensionBundle(name));
    there.add(name);
  }
}

/** Puts a copy of the learner's files where the terminal looks. What is done to it there stays there. */
export async function copyCode(container: WebContainer, code: Files): Promise<void> {
  await container.fs.rm(CODE_FOLDER, { recursive: true, force: true });
  await container.fs.mkdir(CODE_FOLDER, { recursive: true });
  for (const [path, text] of Object.entries(code)) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (folder !== '') await container.fs.mkdir(`${CODE_FOLDER}/${folder}`, { recursive: true });
    await container.fs.writeFile(`${CODE_FOLDER}/${path}`, text);
  }
}
