/** Reads the file that carried progress from another browser, with distrust of every field. */
import * as z from 'zod/mini';
import type { Work } from '../workbench/storage/work-storage.ts';
import { KIND, SCHEMA } from './export-text.ts';
import type { Kept } from './store.ts';

/** What is wrong with a file, in a sentence for the learner. */
export class ImportError extends Error {
  override name = 'ImportError';
}

const MAX_BYTES = 50_000_000;

const when = z.number().check(z.int(), z.positive());
/** `~ai`: the answer of the learner's own tool, kept apart. */
const id = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]*(~[a-z]+)?$/, 'is not an id of an exercise'));
const fileName = z.string().check(
  z.maxLength(120),
  z.regex(/^[\w.@-]+(\/[\w.@-]+)*$/, 'is not a name that a file can have'),
  z.refine((name) => !name.split('/').some((part) => /^(\.|\.\.|__proto__)$/.test(part)), {
    error: 'is not a name that a file can have',
  }),
);
const files = z.record(fileName, z.string());

// Loose, so that what a later version keeps beside these comes through.
const work = z.looseObject({
  exercise: id,
  files,
  base: files,
  activeFile: z.string(),
  hintsShown: z.array(z.number().check(z.int(), z.positive())),
  solutionShown: z.boolean(),
  passed: z.optional(z.looseObject({ at: when, seed: z.number() })),
  updatedAt: when,
});

const lesson = z.strictObject({
  id: z.string().check(z.regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'is not an id of a lesson')),
  readAt: when,
});

const exported = z.looseObject({
  kind: z.literal(KIND),
  schema: z.literal(SCHEMA),
  exportedAt: when,
  lessons: z.array(lesson),
  work: z.array(work),
});

export interface Exported extends Kept {
  /** Epoch milliseconds. */
  exportedAt: number;
}

/** @throws ImportError that names the field at fault and what to do. */
export function parseExport(text: string): Exported {
  if (text.length > MAX_BYTES)
    throw new ImportError('The file is larger than 50 MB; no export of this course is. Choose another one.');
  const value = parseJson(text);
  const { kind, schema } = (value ?? {}) as { kind?: unknown; schema?: unknown };
  if (kind !== KIND)
    throw new ImportError(
      'The file is JSON, but not an export of this course. Choose the one that "Download" on this page made.',
    );
  if (typeof schema === 'number' && schema > SCHEMA)
    throw new ImportError(
      'The file comes from a newer version of the course. Reload this page to get that version, then import again.',
    );
  const result = z.safeParse(exported, value);
  if (!result.success) throw new ImportError(sentence(result.error.issues[0]));
  const { lessons, work: works, exportedAt } = result.data;
  const twice = works.find(
    (one, index) => works.findIndex((other) => other.exercise === one.exercise) < index,
  );
  if (twice)
    throw new ImportError(
      `The file holds work on "${twice.exercise}" twice; it was changed by hand. ${AGAIN}`,
    );
  return { exportedAt, lessons, work: works.map((one) => ({ ...one, revision: 0 })) as Work[] };
}

const AGAIN = 'Export again where it came from, or mend that place.';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError(
      `The file is not JSON (${reason}). It may be cut off, or another file. Choose the one that "Download" on this page made.`,
    );
  }
}

function sentence(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return `The file is not a valid export. ${AGAIN}`;
  const path = issue.path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('');
  return `In the file, ${path || 'the whole'} is wrong: ${issue.message}. ${AGAIN}`;
}
