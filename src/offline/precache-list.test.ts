import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { precacheList } from './precache-list.ts';

const SITE: Record<string, string> = {
  'index.html': 'home',
  '404.html': 'lost',
  'lessons/index.html': 'lessons',
  'lessons/01-login/01-a/index.html': 'a',
  'theme.js': 'theme',
  '_astro/page.Ab12.js': 'x',
  'runtime/app-manifest.json': '{"core":"app-core-0123abcd.js"}',
  'runtime/types.json': '{"file":"types-0123456789ab.json"}',
  'runtime/app-core-0123abcd.js': 'now',
  'runtime/app-core-ffffffff.js': 'of an earlier build',
  'runtime/types-0123456789ab.json': '{}',
  'share/course.png': 'for other sites',
  'service-worker.js': 'itself',
};

let root: string;

async function write(files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'other90-precache-'));
  await write(SITE);
});

afterAll(() => rm(root, { recursive: true, force: true }));

test('pages stand in it by the address that links name, and what nobody loads does not', async () => {
  const list = await precacheList(root, '/course/');
  expect(list.map(({ url }) => url)).toEqual([
    '/course/404.html',
    '/course/_astro/page.Ab12.js',
    '/course/',
    '/course/lessons/01-login/01-a/',
    '/course/lessons/',
    '/course/runtime/app-core-0123abcd.js',
    '/course/runtime/app-manifest.json',
    '/course/runtime/types-0123456789ab.json',
    '/course/runtime/types.json',
    '/course/theme.js',
  ]);
});

test('only what has no hash in its name carries a revision, and it follows the content', async () => {
  const revision = async (end: string) =>
    (await precacheList(root, '/')).find(({ url }) => url.endsWith(end))?.revision;
  expect(await revision('page.Ab12.js')).toBeNull();
  expect(await revision('app-core-0123abcd.js')).toBeNull();
  const before = await revision('/theme.js');
  expect(before).toMatch(/^[0-9a-f]{16}$/);
  await write({ 'theme.js': 'another' });
  expect(await revision('/theme.js')).not.toBe(before);
});
