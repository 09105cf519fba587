/**
 * Makes what is mounted into the container, once for each state of what goes into it: one file tree, compressed,
 * with its content's hash. PGlite's files are those of the browser runtime and are not in it.
 *
 *     node src/runtimes/webcontainer/build/build.ts     prints the sizes
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { buildDatabaseAssets } from '../../browser/assets/build.ts';
import { APP_HOST_SCRIPT, HOST_SCRIPT, REQUEST_SCRIPT } from '../places.ts';
import { bundleForContainer } from './bundles.ts';
import { packagesForContainer } from './packages.ts';
import { type Tree, treeOf } from './tree.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const INPUTS = ['package-lock.json', 'graders/*/*.ts', 'src/{course,grading,runtimes,review}/**/*.ts'];

export interface ContainerAssets {
  /** Path of the compressed file tree. */
  programs: string;
  /** SHA-256 of each content without its compression, in hexadecimal. */
  hashes: Record<'programs' | 'cluster' | 'files' | 'wasm', string>;
}

/** `databaseCache`: where the browser runtime keeps PGlite's files. */
export async function buildContainerAssets(databaseCache: string): Promise<ContainerAssets> {
  const folder = join(root, '.cache/webcontainer');
  await mkdir(folder, { recursive: true });
  const programs = join(folder, `container-programs-${await hashOfInputs()}.bin`);
  if (!existsSync(programs)) {
    // Several builds may make it at once.
    const unfinished = `${programs}.${crypto.randomUUID()}`;
    const tree = JSON.stringify(await programTree());
    await writeFile(unfinished, await promisify(gzip)(tree, { level: constants.Z_BEST_COMPRESSION }));
    await rename(unfinished, programs);
  }
  const { cluster, files, wasm } = await buildDatabaseAssets(databaseCache);
  return {
    programs,
    hashes: {
      programs: await hashOfContent(programs),
      cluster: await hashOfContent(cluster),
      files: await hashOfContent(files),
      wasm: await hashOfContent(wasm),
    },
  };
}

async function programTree(): Promise<Tree> {
  const [{ host, appHost, request }, packages] = await Promise.all([
    bundleForContainer(),
    packagesForContainer(),
  ]);
  const files: Record<string, string> = {
    [HOST_SCRIPT]: host,
    [APP_HOST_SCRIPT]: appHost,
    [REQUEST_SCRIPT]: request,
  };
  for (const [path, text] of Object.entries(packages)) files[`node_modules/${path}`] = text;
  return treeOf(files);
}

async function hashOfContent(file: string): Promise<string> {
  const content = await promisify(gunzip)(await readFile(file));
  return createHash('sha256').update(content).digest('hex');
}

async function hashOfInputs(): Promise<string> {
  const hash = createHash('sha256').update(`${process.version} ${process.env.PLAIN_BUILD}`);
  const paths: string[] = [];
  for await (const path of glob(INPUTS, { cwd: root })) paths.push(path);
  for (const path of paths.sort()) {
    if (path.startsWith('src/') && path.includes('.test.ts')) continue;
    hash.update(`${path}\0`).update(await readFile(join(root, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

if (import.meta.main) {
  const { programs } = await buildContainerAssets(join(root, '.cache/browser-runtime'));
  const zipped = await readFile(programs);
  const tree = await promisify(gunzip)(zipped);
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
  process.stderr.write(
    `${programs}: ${megabytes(zipped.length)} compressed, ${megabytes(tree.length)} unpacked\n`,
  );
}
