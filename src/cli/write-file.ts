/** `--output`: a report is there whole, or the old one stays. */
import { constants } from 'node:fs';
import { access, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isCode } from '../course/read-folder.ts';
import { UsageError } from './context.ts';

/** Before a run that takes long: can the report be written at the end? @throws UsageError */
export async function checkWritable(file: string): Promise<void> {
  const folder = dirname(file);
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      isCode(error, 'ENOENT')
        ? `--output ${file}: there is no folder ${folder}; make it, or name another file.`
        : `--output ${file}: can't write to ${folder}; name a file elsewhere.`,
    );
  }
  const isFolder = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) throw new UsageError(`--output ${file} is a folder; name a file in it.`);
}

/** Writes beside the file, then renames. @throws UsageError that names the file. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new UsageError(
      `--output ${file} could not be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
