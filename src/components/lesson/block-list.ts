/** A login that glues strings together behind a block list: who is refused, and who gets in. */
import { type Row, runWhere } from './mini-where.ts';

export interface Attempt {
  email: string;
  password: string;
}

/** Attacks in waves: each wave is what somebody tries who has seen the list that held the one before. */
export const WAVES: ReadonlyArray<readonly Attempt[]> = [
  [
    { email: "' OR 1=1 --", password: 'guess' },
    { email: "admin@example.com' --", password: 'guess' },
  ],
  [
    { email: "'/**/or/**/true--", password: 'guess' },
    { email: "nobody' or 'a'<'b' or 'a'='b", password: 'guess' },
  ],
  [
    { email: 'nobody', password: "x'or(2>1)or'a'='b" },
    { email: "admin@example.com'/*", password: "*/and'a'='a" },
  ],
  [{ email: 'admin@example.com', password: "'is not true and'a'='a" }],
];

/** People with an account and a right to log in. */
export const HONEST: readonly Attempt[] = [
  { email: "o'brien@example.com", password: 'correct horse battery' },
  { email: 'victoria@example.com', password: 'Union Station' },
  { email: 'dash--dot@example.com', password: 'admin of my garden' },
  { email: 'jo@example.com', password: "trick 'or' treat" },
  { email: 'ned@example.com', password: '1=1, always' },
  { email: 'mia@example.com', password: '/* no comment */' },
];

const USERS: readonly Row[] = [{ id: '1', email: 'admin@example.com', password: 'mF7-quarry-Lamp' }];

/** One entry a line; empty lines don't count, blanks inside an entry do. */
export const entries = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

/** The first entry that stands in the e-mail or the password, in any case. */
export function blockedBy(list: readonly string[], { email, password }: Attempt): string | undefined {
  const values = [email, password].map((value) => value.toLowerCase());
  return list.find((entry) => values.some((value) => value.includes(entry.toLowerCase())));
}

/** Whether somebody who knows no password is let in once the list has let the attempt pass. */
export function getsIn({ email, password }: Attempt): boolean {
  const outcome = runWhere(
    `SELECT * FROM users WHERE email = '${email}' AND password = '${password}'`,
    USERS,
  );
  return outcome.kind === 'rows' && outcome.rows.length > 0;
}

export interface Standing {
  /** For each attempt, in order: the entry that blocks it. */
  attacks: Array<string | undefined>;
  honest: Array<string | undefined>;
  /** Every attack is blocked and nobody else is. */
  holds: boolean;
}

/** @param waves how many waves have come, from 1. */
export function standing(list: readonly string[], waves: number): Standing {
  const attacks = WAVES.slice(0, waves)
    .flat()
    .map((attempt) => blockedBy(list, attempt));
  const honest = HONEST.map((person) => blockedBy(list, person));
  return {
    attacks,
    honest,
    holds: attacks.every((entry) => entry !== undefined) && honest.every((entry) => entry === undefined),
  };
}
