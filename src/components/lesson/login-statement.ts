/** What the login of the lesson sends and answers for an e-mail, and which part of it PostgreSQL reads as what. */
import { type Row, runWhere, tokens } from './mini-where.ts';

export interface Part {
  text: string;
  /** The reader's characters: as plain text, or as SQL. */
  yours: boolean;
  /** `gone`: the app's own SQL, turned into a comment. */
  kind: 'sql' | 'text' | 'gone';
}

export interface Told {
  verdict: 'breach' | 'held' | 'pending';
  word: string;
  sentence: string;
}

const USERS: readonly Row[] = [
  { id: '1', email: 'admin@example.com', password: 'mF7-quarry-Lamp', name: 'Admin' },
  { id: '2', email: 'reader@example.com', password: 'night train 22', name: 'Reader' },
];

// In one line, as in the lesson's code: a comment would end with the line.
const BEFORE = "SELECT * FROM users WHERE email = '";
const AFTER = "' AND password = 'guess'";

export const statement = (email: string): string => BEFORE + email + AFTER;

/** The statement in pieces, in order; together they are the whole. */
export function parts(email: string): Part[] {
  const sql = statement(email);
  const [from, to] = [BEFORE.length, BEFORE.length + email.length];
  const found: Part[] = [];
  for (const token of tokens(sql)) {
    const kindOf = (yours: boolean): Part['kind'] => {
      const quoted = token.kind === 'string' || token.kind === 'open';
      if (yours) return quoted && token.start === from - 1 ? 'text' : 'sql';
      return token.kind === 'comment' ? 'gone' : 'sql';
    };
    // A token may hold characters of both: cut it where the reader's begin and end.
    const end = token.start + token.text.length;
    for (const [a, b, yours] of [
      [token.start, Math.min(end, from), false],
      [Math.max(token.start, from), Math.min(end, to), true],
      [Math.max(token.start, to), end, false],
    ] as const) {
      if (a >= b) continue;
      const piece = { text: sql.slice(a, b), yours, kind: kindOf(yours) };
      // The quote that ends the text is the reader's way out: it belongs to the SQL.
      const out = piece.kind === 'text' && token.kind === 'string' && b === end;
      found.push(
        ...(out
          ? [
              { ...piece, text: piece.text.slice(0, -1) },
              { ...piece, text: "'", kind: 'sql' as const },
            ]
          : [piece]),
      );
    }
  }
  return merge(found.filter((part) => part.text !== ''));
}

function merge(list: readonly Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of list) {
    const last = merged.at(-1);
    if (last && last.kind === part.kind && last.yours === part.yours) last.text += part.text;
    else merged.push({ ...part });
  }
  return merged;
}

/** The app's answer, in a verdict and a sentence. */
export function tell(email: string): Told {
  if (email === '')
    return { verdict: 'pending', word: 'Your turn', sentence: 'Type something that makes the answer a 200.' };
  const outcome = runWhere(statement(email), USERS);
  const out = parts(email).some((part) => part.yours && part.kind === 'sql');
  if (outcome.kind === 'beyond') {
    return {
      verdict: 'pending',
      word: 'Out of the box',
      sentence: `${outcome.word} is more than this page can read. The exercise has the whole PostgreSQL: keep it for there.`,
    };
  }
  if (outcome.kind === 'error') {
    return {
      verdict: 'pending',
      word: '500',
      sentence: `PostgreSQL refuses: ${outcome.message}. Not in yet, but you now know that your characters reach the statement.`,
    };
  }
  const [first] = outcome.rows;
  if (first) {
    return {
      verdict: 'breach',
      word: '200, and you are in',
      sentence: `${outcome.rows.length === 1 ? 'One row matches' : 'Both rows match, and the app takes the first'}: you are logged in as ${first.email}. You knew no password.`,
    };
  }
  return {
    verdict: 'held',
    word: '401',
    sentence: out
      ? 'You got out of the text, but no row matches what your SQL asks for. Look at what the rest of the statement still demands.'
      : 'All of it is still text between the quotes: an address that nobody has.',
  };
}

/** The same with `WHERE email = $1`. */
export function tellParameter(email: string): Told {
  const known = USERS.some((user) => user.email === email);
  return {
    verdict: 'held',
    word: '401',
    sentence: known
      ? 'The address is right, the password is not.'
      : email === ''
        ? 'An empty text is no address of anybody.'
        : 'However it looks, it is one text that is compared with the addresses. No row has it.',
  };
}
