/** Work on folders that are already in memory; runs in the page too. */
import type { Files } from '../runtimes/runtime.ts';

export interface Changes {
  /** Files that are new or other than in the base. */
  changes: Files;
  /** Paths that are in the base and not in the result. */
  removes?: readonly string[];
}

/** The base with the changes laid over it, in the order of the paths. */
export function overlay(base: Files, { changes, removes = [] }: Changes): Files {
  const merged: Record<string, string> = { ...base, ...changes };
  for (const path of removes) delete merged[path];
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
