/** The temporary folders of apps, named by the process that made them, so that none outlives it for long. */
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'other90-app-';
const base = realpathSync(tmpdir());

export function makeAppFolder(): string {
  return mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
}

/** Idempotent; a file that can't be removed is left to the next sweep. */
export function removeAppFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Somebody holds a file in it.
  }
}

/** Removes the folders of processes that are gone. */
export function sweepAppFolders(): void {
  for (const name of readdirSync(base)) {
    const maker = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (maker !== undefined && !isAlive(Number(maker))) removeAppFolder(join(base, name));
  }
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // It is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
