/** What the columns of "Three outcomes" are called, and how one ended. */
import type { Proof } from '../course/proof.ts';
import type { Bench } from './bench.ts';
import { type Column, type ColumnId, score } from './state/outcomes.ts';

const WHO: Readonly<Record<NonNullable<Proof['by']>, string>> = {
  founder: 'a founder',
  junior: 'a junior',
  tool: 'an AI tool',
  senior: 'a senior engineer',
};

/** "a junior"; who would write a proof. */
export const who = (by: Proof['by']): string => (by ? WHO[by] : 'somebody');

export function columnTitle(id: ColumnId, { workspace }: Pick<Bench, 'workspace'>): string {
  switch (id) {
    case 'starter':
      return 'Starter';
    case 'wrong':
      return 'Wrong fix';
    case 'solution':
      return 'Solution';
    case 'own':
      return workspace === 'own' ? 'Your code' : 'AI answer';
  }
}

/** Who ships it, in a word or two. */
export function columnBy(id: ColumnId, { workspace, references }: Bench): string {
  switch (id) {
    case 'starter':
      return 'from a founder';
    case 'wrong':
      return `from ${who(references.wrong?.words.by)}`;
    case 'solution':
      return 'from a senior';
    case 'own':
      return workspace === 'own' ? 'from you' : 'from your tool';
  }
}

/** One sentence. */
export function endOf({ id, grading }: Column, bench: Bench): string {
  const title = columnTitle(id, bench);
  const phase = grading.phase.peek();
  if (phase.kind === 'broken') return `${title}: grading failed on our side. ${phase.message}`;
  const { passed, total } = score(grading.checks.peek());
  return `${title}: ${passed} of ${total} checks pass.`;
}
