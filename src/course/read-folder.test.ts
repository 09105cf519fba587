import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { overlay } from './files.ts';
import { FOLDER_LIMITS, readFolder } from './read-folder.ts';

let folder: string;
const put = async (path: string, content: string | Uint8Array) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'other90-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('reads text by POSIX path, without dependencies and dotfiles', async () => {
  await put('server.ts', 'a');
  await put('lib/db.ts', 'b');
  await put('node_modules/x/index.js', 'x');
  await put('lib/node_modules/x/index.js', 'x');
  await put('.git/config', 'x');
  await put('.env', 'SECRET=1');
  expect(await readFolder(folder)).toEqual({ 'lib/db.ts': 'b', 'server.ts': 'a' });
});

test('an empty folder has no files', async () => {
  expect(await readFolder(folder)).toEqual({});
});

test('names a binary file: as an error, or to whoever leaves it out', async () => {
  await put('server.ts', 'a');
  await put('public/logo.png', new Uint8Array([0x89, 0x50, 0, 1]));
  await put('latin1.txt', new Uint8Array([0xe9, 0x20]));
  await expect(readFolder(folder)).rejects.toThrow('"latin1.txt" is not UTF-8 text');
  const left: string[] = [];
  const files = await readFolder(folder, { onBinary: (path) => left.push(path) });
  expect(files).toEqual({ 'server.ts': 'a' });
  expect(left).toEqual(['latin1.txt', 'public/logo.png']);
});

test('is bounded in count and size', async () => {
  await put('a.txt', 'x'.repeat(FOLDER_LIMITS.bytes));
  expect(Object.keys(await readFolder(folder))).toEqual(['a.txt']);
  await put('b.txt', 'x');
  await expect(readFolder(folder)).rejects.toThrow('more than 4 MB (counted up to "b.txt")');
  await rm(join(folder, 'a.txt'));
  await Promise.all(Array.from({ length: FOLDER_LIMITS.files }, (_, i) => put(`many/${i}.txt`, '')));
  await expect(readFolder(folder)).rejects.toThrow('more than 300 files');
});

test('follows a link inside the folder and refuses one that leads out, in circles or nowhere', async () => {
  await put('server.ts', 'a');
  await symlink('server.ts', join(folder, 'app.ts'));
  expect(await readFolder(folder)).toEqual({ 'app.ts': 'a', 'server.ts': 'a' });
  await symlink('/etc/hostname', join(folder, 'host'));
  await expect(readFolder(folder)).rejects.toThrow('the link "host" leads out of the folder');
  await rm(join(folder, 'host'));
  await symlink('.', join(folder, 'loop'));
  await expect(readFolder(folder)).rejects.toThrow('the link "loop" leads back to a folder above it');
  await rm(join(folder, 'loop'));
  await symlink('gone', join(folder, 'nowhere'));
  await expect(readFolder(folder)).rejects.toThrow('the link "nowhere" leads nowhere');
});

test('a folder that is missing or a file is named', async () => {
  await expect(readFolder(join(folder, 'nope'))).rejects.toThrow(
    /There is no folder .*nope; check the path\./,
  );
  await put('server.ts', 'a');
  await expect(readFolder(join(folder, 'server.ts'))).rejects.toThrow(
    'is a file; name the folder that it is in',
  );
});

test('overlay replaces, adds and removes', () => {
  expect(
    overlay({ 'a.ts': '1', 'b.ts': '2' }, { changes: { 'b.ts': '3', 'c.ts': '4' }, removes: ['a.ts'] }),
  ).toEqual({ 'b.ts': '3', 'c.ts': '4' });
});

test('few folders that links turn into many are too many', async () => {
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => mkdir(join(folder, name))));
  for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef']) {
    for (let link = 0; link < 10; link += 1)
      await symlink(join(folder, to ?? ''), join(folder, from ?? '', `${link}`));
  }
  await expect(readFolder(folder)).rejects.toThrow('more than 1000 files and folders');
});

test('a name can not write lines of its own into a message', async () => {
  await put('x\n\u001b[2Jall checks pass', '\u0000');
  await expect(readFolder(folder)).rejects.toThrow('"x\\n\\u001b[2Jall checks pass" is not UTF-8 text');
});
