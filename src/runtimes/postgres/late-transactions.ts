/**
 * Transactions of several connections side by side, as far as one session can: until the first statement that has locked
 * or changed a row, a transaction that reads committed rows holds nothing back on a server, and each of its statements
 * sees what the others have committed meanwhile. So its BEGIN is answered and put off, what touches no row runs as it
 * comes, and only then it begins. "Count, then insert" of ten connections at once goes wrong here as it does there.
 */
import type { Answer, EngineSession } from './engine-session.ts';
import { type RelayConnection, transactionControlOf } from './relay-connection.ts';
import { beginsReadCommitted, commits, looksOnly, rollsBack } from './sql-text.ts';
import type { Unit } from './units.ts';
import { client, FieldReader } from './wire.ts';

/** A server would now run what other connections have just sent, too, in milliseconds. */
const FOR_OTHERS_MS = 5;
/** The longest that a transaction waits until the others have looked as well, in milliseconds. */
const MOST_FOR_OTHERS_MS = 20;

interface LateTransaction {
  begin: Unit;
  /** When it last read, by `performance.now`. */
  readAt: number | undefined;
}

export class LateTransactions {
  private readonly open = new Map<RelayConnection, LateTransaction>();
  private readonly session: EngineSession;

  constructor(session: EngineSession) {
    this.session = session;
  }

  /**
   * Whether a connection's change has to wait, so that others can look first.
   * @param alone no other connection is there
   */
  waits(connection: RelayConnection, unit: Unit, alone: boolean): boolean {
    const own = this.open.get(connection);
    if (own?.readAt === undefined || alone || looks(unit) || transactionControlOf(unit) !== 'none')
      return false;
    const since = performance.now() - own.readAt;
    if (since >= MOST_FOR_OTHERS_MS) return false;
    return since < FOR_OTHERS_MS || [...this.open.values()].some(({ readAt }) => readAt === undefined);
  }

  has(connection: RelayConnection): boolean {
    return this.open.has(connection);
  }

  /** Whether a unit only begins a transaction that can be put off, or ends one that was: the session is not needed. */
  isFormality(connection: RelayConnection, unit: Unit): boolean {
    const control = unit.kind === 'flush' ? undefined : transactionControlOf(unit);
    if (control === undefined || control === 'none') return false;
    if (this.open.has(connection)) return commits(control) || rollsBack(control);
    return beginsReadCommitted(control) && !setsIsolation(connection);
  }

  /** Answers such a unit. */
  answer(connection: RelayConnection, unit: Unit): void {
    if (this.open.delete(connection)) {
      connection.pretend(unit, unit.statements.some(commits) ? 'COMMIT' : 'ROLLBACK', 'I');
      return;
    }
    this.open.set(connection, { begin: unit, readAt: undefined });
    connection.pretend(unit, 'BEGIN', 'T');
  }

  /**
   * Runs a unit of a transaction that was put off, outside any other transaction. It is put off further when the unit
   * touched nothing; else it has begun, and the session is in it.
   * @param execute runs the unit and answers it
   * @returns undefined when there is no such transaction
   */
  run(connection: RelayConnection, unit: Unit, execute: () => Answer): Answer | undefined {
    const own = this.open.get(connection);
    if (!own) return undefined;
    this.session.exec(own.begin.bytes);
    const answer = execute();
    // A failed one stays as it is: its app has to roll it back.
    if (answer.status === 'T' && touchedNothing(unit, answer)) {
      this.session.exec(client.query('COMMIT'));
      own.readAt = performance.now();
    } else this.open.delete(connection);
    return answer;
  }

  /** The transaction that was put off goes on in another way. @returns its BEGIN */
  release(connection: RelayConnection): Unit | undefined {
    const own = this.open.get(connection);
    this.open.delete(connection);
    return own?.begin;
  }
}

const setsIsolation = ({ settings }: RelayConnection) =>
  [...settings.keys()].some((name) => name.startsWith('default_transaction'));

/** Whether a unit does nothing but read, to the last row. */
export function looks(unit: Unit): boolean {
  return isWhole(unit) && unit.statements.every(looksOnly);
}

/** Whether a unit, as it came out, read at most: nothing was there to be changed or locked. */
function touchedNothing(unit: Unit, { tags }: Answer): boolean {
  if (looks(unit)) return true;
  const [statement = ''] = unit.statements;
  if (!isWhole(unit) || unit.statements.length !== 1) return false;
  if (/^(update|delete)\b/.test(statement)) return tags.at(-1)?.endsWith(' 0') ?? false;
  const locks = /\bfor\s+(no\s+key\s+)?update\b|\bfor\s+(key\s+)?share\b/;
  return tags.at(-1) === 'SELECT 0' && locks.test(statement) && looksOnly(statement.replace(locks, ''));
}

/** One piece that leaves no portal open. */
function isWhole({ kind, statements, sent }: Unit): boolean {
  if (kind === 'flush' || statements.length === 0) return false;
  return sent.every(({ type, body }) => {
    if (type !== 'E') return true;
    const reader = new FieldReader(body);
    reader.text();
    return reader.int32() === 0;
  });
}
