/** Files that the command line writes: whole or not at all, and with a next step where that can't be. */
import { constants } from 'node:fs';
import { access, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isCode } from '../course/read-folder.ts';
import { UsageError } from './context.ts';

/** Before a run that takes long: can the report be written at the end? @throws UsageError */
export async function checkWritable(file: string): Promise<void> {
  const found = await kindOf(file);
  if (found === 'folder') throw new UsageError(`--output ${file} is a folder; name a file in it.`);
  const written = found === 'device' ? file : dirname(file);
  try {
    await access(written, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      isCode(error, 'ENOENT')
        ? `--output ${file}: there is no folder ${written}; make it, or name another file.`
        : `--output ${file}: can't write to ${written}; name a file elsewhere.`,
    );
  }
}

/** `--output`: writes beside the file, then renames, so that the old report stays until the new one is whole. @throws UsageError */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    // /dev/stdout, a pipe: the one who reads it is meant, and must not be replaced by a file.
    if ((await kindOf(file)) === 'device') return await writeFile(file, text);
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new UsageError(`--output ${file} could not be written: ${reasonOf(error)}`);
  }
}

/** Makes a file that is not there yet, and its folders: nothing that came meanwhile is overwritten. @throws UsageError */
export async function writeNew(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw new UsageError(`${file} could not be written: ${reasonOf(error)}`);
  }
}

async function kindOf(file: string): Promise<'file' | 'folder' | 'device' | 'nothing'> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return 'nothing';
  return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'device';
}

/** What stands in the way, and what to do about it. */
export function reasonOf(error: unknown): string {
  if (isCode(error, 'ENOSPC') || isCode(error, 'EDQUOT')) {
    return 'the disk is full. Make room and call it again, or name a place on another disk.';
  }
  if (isCode(error, 'EEXIST')) return 'it is there already; name another place.';
  return `${error instanceof Error ? error.message : String(error)}. Name another place.`;
}
