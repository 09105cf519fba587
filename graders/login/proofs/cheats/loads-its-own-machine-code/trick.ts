import { copyFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Stands for a library that the cheat brings along: one of the course's, under a name of its own. */
function* addOnsIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* addOnsIn(path);
    else if (entry.name.endsWith('.node')) yield path;
  }
}

try {
  const folder = dirname(createRequire(import.meta.url).resolve('bcrypt/package.json'));
  for (const path of addOnsIn(folder)) {
    copyFileSync(path, './own.node');
    const loaded = { exports: {} };
    (process as unknown as { dlopen(module: object, file: string): void }).dlopen(loaded, join(process.cwd(), 'own.node'));
    createRequire(import.meta.url)('./own.node');
    // Now it may do whatever this user may.
    console.log('loaded', Object.keys(loaded.exports));
    process.exit(3);
  }
} catch (error) {
  console.log('not loaded', String(error));
}
