/** Two accounts, a transfer in two statements, and a plug that can be pulled between them. */

export interface Balances {
  ada: number;
  bela: number;
}

export interface Transfer {
  /** What the database would keep if the power went now. */
  kept: Balances;
  /** What this connection sees. */
  seen: Balances;
  /** Statements carried out so far. */
  done: number;
}

export const AMOUNT = 80;
export const START: Balances = { ada: 100, bela: 20 };

const TAKE = `UPDATE accounts SET balance = balance - ${AMOUNT} WHERE owner = 'ada'`;
const GIVE = `UPDATE accounts SET balance = balance + ${AMOUNT} WHERE owner = 'bela'`;

export const statements = (inTransaction: boolean): string[] =>
  inTransaction ? ['BEGIN', TAKE, GIVE, 'COMMIT'] : [TAKE, GIVE];

export const begin = (): Transfer => ({ kept: START, seen: START, done: 0 });

/** Carries out the next statement; the same again when there is none. */
export function next(transfer: Transfer, inTransaction: boolean): Transfer {
  const statement = statements(inTransaction)[transfer.done];
  if (statement === undefined) return transfer;
  const { ada, bela } = transfer.seen;
  const seen =
    statement === TAKE
      ? { ada: ada - AMOUNT, bela }
      : statement === GIVE
        ? { ada, bela: bela + AMOUNT }
        : transfer.seen;
  const kept = !inTransaction || statement === 'COMMIT' ? seen : transfer.kept;
  return { kept, seen, done: transfer.done + 1 };
}

export const total = ({ ada, bela }: Balances): number => ada + bela;
