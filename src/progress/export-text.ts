/** Writes the file that carries progress to another browser. */
import type { Kept } from './store.ts';

/** The mark by which a file is known as one of ours. */
export const KIND = 'other90-progress';
export const SCHEMA = 1;

/** @param now epoch milliseconds. */
export function exportText({ lessons, work }: Kept, now = Date.now()): string {
  return `${JSON.stringify({ kind: KIND, schema: SCHEMA, exportedAt: now, lessons, work }, null, 1)}\n`;
}

/** For example `the-other-90-2026-11-22.json`. */
export const exportName = (now = new Date()): string => `the-other-90-${now.toISOString().slice(0, 10)}.json`;
