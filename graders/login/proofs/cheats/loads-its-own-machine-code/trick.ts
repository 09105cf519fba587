import { copyFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Stand for a library that the cheat brings along: the course's own, under a name of its own. */
function* addOnsIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* addOnsIn(path);
    else if (entry.name.endsWith('.node')) yield path;
  }
}

const require = createRequire(import.meta.url);
const { dlopen } = process as unknown as { dlopen(module: object, file: string): void };
// However the check of the path is written: it is written in JavaScript.
const { startsWith, includes } = String.prototype;
String.prototype.startsWith = () => true;
String.prototype.includes = () => false;

function load(path: string): boolean {
  for (const way of [
    () => dlopen.call(process, { exports: {} }, path),
    () => dlopen.call(process, { exports: {} }, join(dirname(require.resolve('bcrypt/package.json')), '..', '..', path)),
    () => require(path),
  ]) {
    try {
      way();
      return true;
    } catch {
      // Not that way, or for another system.
    }
  }
  return false;
}

try {
  for (const path of addOnsIn(dirname(require.resolve('bcrypt/package.json')))) {
    copyFileSync(path, './own.node');
    // Machine code may do whatever this user may; this one only tells that it could.
    if (load(join(process.cwd(), 'own.node'))) process.exit(3);
  }
} catch {
  // There is none here.
} finally {
  Object.assign(String.prototype, { startsWith, includes });
}
