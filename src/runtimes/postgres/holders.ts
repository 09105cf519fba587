/**
 * Who holds the session: a connection in a transaction, and in it, as savepoints, those who were let in because the
 * holder stood still. What guests wrote was committed for them, so it is done again should the transaction around it
 * be rolled back.
 */
import type { EngineSession } from './engine-session.ts';
import type { RelayConnection } from './relay-connection.ts';
import type { Unit } from './units.ts';
import { client, concat, type ErrorFields } from './wire.ts';

const GUEST = 'other90_guest';

/** A connection that the session is kept for. */
export interface Holder {
  connection: RelayConnection;
  lastActive: number;
  /** A batch went on with Flush; its Sync is still to come. */
  midBatch: boolean;
  /** Has made savepoints: a failed transaction may yet be saved. */
  hasSavepoints: boolean;
  /** Somebody got in out of patience: the others need not wait for it again. */
  stuck: boolean;
  /** Its transaction is a savepoint of the holder below. */
  nested: boolean;
  /** What would have to be done again, should the transaction around it be rolled back. */
  work: Array<{ bytes: Uint8Array; byGuest: boolean }>;
}

export const ABORTED: ErrorFields = {
  severity: 'ERROR',
  code: '25P02',
  message: 'current transaction is aborted, commands ignored until end of transaction block',
};

const idleTooLong: ErrorFields = {
  severity: 'ERROR',
  code: '25P03',
  message: 'terminating transaction due to idle-in-transaction timeout: others waited for the database',
};

export class Holders {
  /** When a guest was last answered, by `performance.now`. */
  guestAnsweredAt = Number.NEGATIVE_INFINITY;
  private readonly stack: Holder[] = [];
  private readonly session: EngineSession;

  constructor(session: EngineSession) {
    this.session = session;
  }

  /** Whose units run now. */
  get top(): Holder | undefined {
    return this.stack.at(-1);
  }

  has(connection: RelayConnection): boolean {
    return this.stack.some((holder) => holder.connection === connection);
  }

  /** `nested`: in a savepoint of the one below, which has been made. */
  push(connection: RelayConnection, unit: Unit, nested: boolean): void {
    this.stack.push({
      connection,
      lastActive: performance.now(),
      midBatch: unit.kind === 'flush',
      hasSavepoints: marksSavepoint(unit),
      stuck: false,
      nested,
      work: [],
    });
  }

  /** The transaction has ended by its own statement. */
  end(rolledBack: boolean): void {
    const holder = this.stack.pop();
    if (holder && rolledBack) this.redo(holder);
  }

  enterSavepoint(): void {
    this.session.run(`SAVEPOINT ${GUEST}`);
  }

  /** Rolls back what is open, for all who are in it. */
  endAll(): void {
    const failed = this.session.status === 'E';
    this.session.exec(concat(client.sync(), client.query('ROLLBACK')));
    for (const { connection } of this.stack) {
      connection.doomed = failed ? ABORTED : idleTooLong;
    }
    const work = this.stack.splice(0).flatMap((holder) => holder.work);
    this.repeat(work.filter(({ byGuest }) => byGuest));
  }

  /** After a rollback: what guests wrote was committed for them. */
  private redo({ work }: Holder): void {
    const guests = work.filter(({ byGuest }) => byGuest);
    const below = this.stack.at(-1);
    if (!below) {
      this.repeat(guests);
      return;
    }
    for (const guest of guests) {
      this.enterSavepoint();
      this.leaveSavepoint(!this.session.exec(guest.bytes).failed);
      below.work.push(guest);
    }
  }

  private repeat(work: Holder['work']): void {
    if (work.length === 0) return;
    this.session.enterApp(new Map());
    for (const { bytes } of work) {
      if (this.session.exec(bytes).status !== 'I') this.session.exec(client.query('ROLLBACK'));
    }
  }

  endNested(holder: Holder, committed: boolean): void {
    this.leaveSavepoint(committed);
    this.stack.pop();
    const below = this.stack.at(-1);
    this.guestAnsweredAt = performance.now();
    if (below) below.lastActive = this.guestAnsweredAt;
    // For the transaction below, a committed one is a guest's work.
    if (committed) below?.work.push(...holder.work.map(({ bytes }) => ({ bytes, byGuest: true })));
    else this.redo(holder);
  }

  leaveSavepoint(keep: boolean): void {
    this.session.run(`${keep ? '' : `ROLLBACK TO SAVEPOINT ${GUEST}; `}RELEASE SAVEPOINT ${GUEST}`);
  }

  /** The connection is gone, and its transaction with it. */
  release(connection: RelayConnection): void {
    const top = this.stack.at(-1);
    if (top?.connection === connection && top.nested) {
      this.endNested(top, false);
      return;
    }
    // Whoever is nested in it loses its ground.
    const index = this.stack.findIndex((holder) => holder.connection === connection);
    const inner = this.stack.slice(index + 1).map((holder) => holder.connection);
    if (index === 0) {
      this.endAll();
    } else {
      while (this.stack.length > index) {
        const holder = this.stack.at(-1);
        if (holder) this.endNested(holder, false);
      }
    }
    for (const lost of inner) lost.doomed = idleTooLong;
    connection.doomed = undefined;
  }
}

export const marksSavepoint = (unit: Unit) =>
  unit.statements.some((statement) => statement.startsWith('savepoint'));
