/** Small questions about a folder of files. */
import type { Files } from '../../runtimes/runtime.ts';

export function sameFiles(a: Files, b: Files): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** The entry first, then the other code, then the rest, each by name. */
export function sortedNames(files: Files, entry: string): string[] {
  const rank = (name: string) => (name === entry ? 0 : /\.[cm]?[jt]s$/.test(name) ? 1 : 2);
  return Object.keys(files).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en'));
}

/** Why `name` can't be the name of a new file, in a sentence; `undefined` when it can. */
export function nameProblem(name: string, files: Files): string | undefined {
  if (name === '') return 'Give the file a name, for example routes/login.ts.';
  if (!/^[\w.@-]+(\/[\w.@-]+)*$/.test(name))
    return 'Use letters, digits, ".", "_", "-" and "/" for a folder, for example routes/login.ts.';
  if (name.split('/').some((part) => part === '.' || part === '..'))
    return 'A name has no "." or ".." parts.';
  if (name.split('/').includes('node_modules'))
    return 'node_modules is not yours to write: packages are given.';
  if (Object.hasOwn(files, name)) return `${name} is already there.`;
  const other = Object.keys(files).find((file) => file.startsWith(`${name}/`) || name.startsWith(`${file}/`));
  if (other !== undefined)
    return `${name} and ${other} can't both be there: one would be file and folder at once.`;
  if (name.length > 120) return 'That name is too long.';
  return undefined;
}

/** Names that are in one of both or differ. */
export function changedNames(a: Files, b: Files): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]).sort();
}

/**
 * The learner's files on a newer starter: what they never touched comes from `next`, what they changed, added or
 * deleted stays theirs. `kept`: files that changed on both sides, where theirs won.
 */
export function adoptStarter(mine: Files, base: Files, next: Files): { files: Files; kept: string[] } {
  const files: Record<string, string> = {};
  const kept: string[] = [];
  for (const name of new Set([...Object.keys(mine), ...Object.keys(next)])) {
    const touched = mine[name] !== base[name];
    if (touched && base[name] !== next[name] && mine[name] !== next[name]) kept.push(name);
    const text = touched ? mine[name] : next[name];
    if (text !== undefined) files[name] = text;
  }
  return { files, kept };
}
