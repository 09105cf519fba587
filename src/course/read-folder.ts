/** Reads a folder of text files from disk: an exercise's, a proof's, or the learner's own, which can hold anything. */
import { opendir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { printable } from '../grading/reporters/printable.ts';
import type { Files } from '../runtimes/runtime.ts';
import { CourseError } from './course-error.ts';

/** An exercise has some ten files; whoever has more than this points at the wrong folder. */
export const FOLDER_LIMITS = {
  files: 300,
  bytes: 4_000_000,
  /** With folders and what is left out as no text: links can make a handful of empty folders look like millions. */
  entries: 1_000,
} as const;

export interface ReadFolderOptions {
  /**
   * Told of each file that is not text, which is then left out. Without it such a file is an error.
   * @param path POSIX path inside the folder, made safe to show.
   */
  onBinary?(path: string): void;
}

/** Folders and files that are never part of an app: dependencies, version control, editors' settings, `.env`. */
const isLeftOut = (name: string) => name === 'node_modules' || name.startsWith('.');

/**
 * All text files under `folder`, by POSIX path, in the order of their paths. Leaves out `node_modules` and what begins
 * with a dot.
 * @throws CourseError when the folder is missing, too large, or has a link that leads out of it.
 */
export async function readFolder(folder: string, options: ReadFolderOptions = {}): Promise<Files> {
  const root = await realFolder(folder);
  const files: Array<[string, string]> = [];
  let bytes = 0;
  let entries = 0;

  /** In order; never more names than may be read at all, however many there are. */
  const namesIn = async (directory: string): Promise<string[]> => {
    const names: string[] = [];
    for await (const { name } of await opendir(directory)) {
      if (isLeftOut(name)) continue;
      entries += 1;
      if (entries > FOLDER_LIMITS.entries) {
        throw new CourseError(
          `${folder} holds more than ${FOLDER_LIMITS.entries} files and folders; name the folder that holds just the exercise's files.`,
        );
      }
      names.push(name);
    }
    return names.sort();
  };

  const walk = async (directory: string, above: readonly string[]): Promise<void> => {
    for (const name of await namesIn(directory)) {
      const path = join(directory, name);
      const inside = posix(relative(root, path));
      // A name can hold line ends and what steers a terminal.
      const shown = printable(inside);
      const target = await targetInside(root, path, shown, folder);
      const found = await stat(target);
      if (found.isDirectory()) {
        if (above.includes(target))
          throw new CourseError(`${folder}: the link "${shown}" leads back to a folder above it; remove it.`);
        await walk(path, [...above, target]);
        continue;
      }
      if (!found.isFile()) {
        throw new CourseError(`${folder}: "${shown}" is neither a file nor a folder; remove it.`);
      }
      bytes += found.size;
      if (bytes > FOLDER_LIMITS.bytes) {
        throw new CourseError(
          `${folder} holds more than ${FOLDER_LIMITS.bytes / 1e6} MB (counted up to "${shown}"); name the folder that holds just the exercise's files.`,
        );
      }
      const text = asText(await readFile(target));
      if (text === undefined) {
        if (!options.onBinary)
          throw new CourseError(
            `${folder}: "${shown}" is not UTF-8 text; only text files belong here, remove it.`,
          );
        options.onBinary(shown);
        continue;
      }
      files.push([inside, text]);
      if (files.length > FOLDER_LIMITS.files) {
        throw new CourseError(
          `${folder} holds more than ${FOLDER_LIMITS.files} files; name the folder that holds just the exercise's files.`,
        );
      }
    }
  };

  await walk(root, [root]);
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

async function realFolder(folder: string): Promise<string> {
  let root: string;
  try {
    root = await realpath(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) {
      throw new CourseError(`There is no folder ${folder}; check the path.`);
    }
    throw error;
  }
  if (!(await stat(root)).isDirectory()) {
    throw new CourseError(`${folder} is a file; name the folder that it is in.`);
  }
  return root;
}

/** Where a path leads in the end. A link out of the folder would carry files of the machine into a run. */
async function targetInside(root: string, path: string, shown: string, folder: string): Promise<string> {
  let target: string;
  try {
    target = await realpath(path);
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ELOOP')) {
      throw new CourseError(`${folder}: the link "${shown}" leads nowhere; remove it.`);
    }
    throw error;
  }
  if (target !== root && !target.startsWith(root + sep)) {
    throw new CourseError(
      `${folder}: the link "${shown}" leads out of the folder; put the file itself there.`,
    );
  }
  return target;
}

function asText(content: Buffer): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

const posix = (path: string) => (sep === '/' ? path : path.split(sep).join('/'));

/** Whether an error is Node's of this code, for example `ENOENT`. */
export const isCode = (error: unknown, code: string) =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === code;
