/** The temporary folders of apps, named by the process that made them, so that none outlives it for long. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import type { Files } from '../runtime.ts';

const PREFIX = 'other90-app-';
const base = realpathSync(tmpdir());

/** @throws Error that says what to do when the disk has no room. */
export function makeAppFolder(): string {
  return written(() => mkdtempSync(join(base, `${PREFIX}${process.pid}-`)));
}

/** Puts the learner's files into their app's folder. @throws as `makeAppFolder`, and for a file that lies outside of it. */
export function writeAppFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    if (!target.startsWith(folder + sep))
      throw new Error(`The file "${path}" is outside of the app's folder`);
    written(() => {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    });
  }
}

function written<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : message;
    throw new Error(
      `the app's temporary folder in ${base} can't be written: ${reason}. Make room there, or name another folder in the environment variable TMPDIR.`,
    );
  }
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
