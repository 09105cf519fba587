/** The schema of `graders/<id>/proofs/{right,wrong,cheats}/<name>/proof.yaml`; all other files of the folder are the overlay. */
import { z } from 'zod';
import type { Files } from '../runtimes/runtime.ts';
import { overlay } from './files.ts';

const common = {
  /** What it is, in one sentence. */
  summary: z.string().min(10),
  /** What the overlay lies on. */
  base: z.enum(['starter', 'solution']),
  /** Paths of the base that this fix does not have. */
  removes: z.array(z.string()).default([]),
  /** Why it is right or wrong, or what it abuses, for the reader of the page. */
  why: z.string().optional(),
};

/** Who would write this. */
const by = z.enum(['founder', 'junior', 'tool', 'senior']);

export const rightProofSchema = z.strictObject({ ...common, by });

const checkIds = z
  .array(z.string())
  .refine((ids) => new Set(ids).size === ids.length, 'a check is named twice, name it once');

export const wrongProofSchema = z
  .strictObject({
    ...common,
    by,
    /** The checks that fail on it: these and no others. */
    fails: checkIds.min(1),
    /** Those that fail or not as a race goes: what two requests do at once differs from one database to the next. */
    races: checkIds.default([]),
  })
  .refine(({ fails, races }) => !races.some((id) => fails.includes(id)), {
    path: ['races'],
    message: 'a check of "fails" is named here too, name it in one of them',
  });

/** Mends nothing and goes for a passing check all the same. */
export const cheatProofSchema = z.strictObject(common);

export type ProofKind = 'right' | 'wrong' | 'cheat';

/** The folder in `proofs/` that holds the proofs of a kind. */
export const PROOF_FOLDERS = { right: 'right', wrong: 'wrong', cheat: 'cheats' } as const satisfies Record<
  ProofKind,
  string
>;

export interface Proof {
  kind: ProofKind;
  /** The folder's name. */
  name: string;
  exercise: string;
  /** Path of the folder from the project's root, for messages. */
  folder: string;
  summary: string;
  base: 'starter' | 'solution';
  /** Absent for a cheat. */
  by?: z.infer<typeof by>;
  /** Ids of exactly the checks that fail; empty for a right one, and for a cheat: it fails what its base fails. */
  fails: readonly string[];
  /** Ids of checks that fail on a wrong one or not, as its race goes. */
  races: readonly string[];
  removes: readonly string[];
  why?: string;
  changes: Files;
}

/** What a page says of a proof before its files are fetched. */
export type ProofWords = Pick<Proof, 'name' | 'summary' | 'by' | 'why'>;

export const proofWords = ({ name, summary, by, why }: Proof): ProofWords => ({
  name,
  summary,
  ...(by !== undefined && { by }),
  ...(why !== undefined && { why }),
});

/** The whole fix: the base that it names with its changes on it. */
export function proofFiles(proof: Proof, bases: Readonly<Record<Proof['base'], Files>>): Files {
  return overlay(bases[proof.base], proof);
}
