/** The schema of `graders/<id>/proofs/{right,wrong}/<name>/proof.yaml`; all other files of the folder are the overlay. */
import { z } from 'zod';
import type { Files } from '../runtimes/runtime.ts';
import { overlay } from './files.ts';

const common = {
  /** What it is, in one sentence. */
  summary: z.string().min(10),
  /** What the overlay lies on. */
  base: z.enum(['starter', 'solution']),
  /** Who would write this. */
  by: z.enum(['founder', 'junior', 'tool', 'senior']),
  /** Paths of the base that this fix does not have. */
  removes: z.array(z.string()).default([]),
  /** Why it is right or wrong, for the reader of the page. */
  why: z.string().optional(),
};

export const rightProofSchema = z.strictObject(common);

export const wrongProofSchema = z.strictObject({
  ...common,
  /** The checks that fail on it: these and no others. */
  fails: z
    .array(z.string())
    .min(1)
    .refine((ids) => new Set(ids).size === ids.length, 'a check is named twice, name it once'),
});

export type ProofKind = 'right' | 'wrong';

export interface Proof {
  kind: ProofKind;
  /** The folder's name. */
  name: string;
  exercise: string;
  /** Path of the folder from the project's root, for messages. */
  folder: string;
  summary: string;
  base: 'starter' | 'solution';
  by: 'founder' | 'junior' | 'tool' | 'senior';
  /** Ids of exactly the checks that fail; empty for a right one. */
  fails: readonly string[];
  removes: readonly string[];
  why?: string;
  changes: Files;
}

/** The whole fix: the base that it names with its changes on it. */
export function proofFiles(proof: Proof, bases: Readonly<Record<Proof['base'], Files>>): Files {
  return overlay(bases[proof.base], proof);
}
