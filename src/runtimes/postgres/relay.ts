/**
 * Lets many app connections share one PostgreSQL session (PGlite has one), so that each sees what a server would
 * show it: transactions run one after another, the rest in the order of arrival.
 *
 * Transactions that only look are put off and run side by side (late-transactions.ts). Any other connection
 * that is in a transaction holds the session. While its app does nothing with it and others wait, a
 * server would go on with the others; here that can only be imitated, as they would all be in one transaction:
 * - A transaction that has failed is rolled back at once; its app learns of the failure as ever.
 * - A read of another connection gets in after a glance (and sees what is not committed yet).
 * - Any other statement gets in after some patience, inside a savepoint; so does a whole transaction. If the
 *   holder rolls back in the end, what the guests wrote is done again. Their locks do not keep each other out.
 *   This is for the app that holds a client in a transaction and awaits `pool.query` meanwhile: it would wait for
 *   ever. An app that hashes a password in its transaction must not be taken for one, so the patience is long, and
 *   time in which the app works does not count; once a holder was seen to wait for its guest, it is short.
 * - The grader's own queries never look into an open transaction: after more patience it is rolled back, as by
 *   `idle_in_transaction_session_timeout`, and its app gets error 25P03 with its next statement.
 * Shared by all connections, unlike on a server: temporary tables and `currval`. Session-level advisory
 * locks keep other connections that ask for one waiting, whatever their keys are.
 */
import type { SentStatement } from '../runtime.ts';
import { type Answer, type Engine, EngineGone, EngineSession } from './engine-session.ts';
import { ABORTED, type Holder, Holders, marksSavepoint } from './holders.ts';
import { LateTransactions, looks } from './late-transactions.ts';
import { type Peer, RelayConnection, type RelaySide, transactionControlOf } from './relay-connection.ts';
import type { WireConnection, WireEndpoint } from './relay-types.ts';
import { SharedState } from './shared-state.ts';
import { beginsTransaction, commits, onlyReads, rollsBack } from './sql-text.ts';
import type { Unit } from './units.ts';
import { client, concat, type ErrorFields } from './wire.ts';

/** How long a holder may do nothing while others wait, in milliseconds. */
export interface Patience {
  read: number;
  guest: number;
  host: number;
  /** For reads and guests alike, once the app has shown that it waits for guests. */
  nested: number;
}

/** Whose statement it is: the app's, its `schema.sql`'s, or our own side's. */
export type Sender = 'app' | 'schema' | 'grader';

export interface RelayOptions {
  engine: Engine;
  serverParameters: ReadonlyMap<string, string>;
  onStatement(statement: SentStatement): void;
  /** A statement is about to run, and may never end; undefined: it has ended. */
  onRunning?(sql: string | undefined, by: Sender): void;
  /** Something that has to be there before these statements (skeletons) can run. */
  prepare?(statements: readonly string[]): Promise<void> | undefined;
  /** The engine ended itself; all connections were closed. */
  onGone(error: EngineGone): void;
  /** Whether the app works right now; false where nobody can tell. */
  isAppBusy?(): boolean;
  patience?: Patience;
}

const PATIENCE: Patience = { read: 250, guest: 4_000, host: 4_500, nested: 100 };
/** A holder that speaks this soon after its guest was answered has waited for it, in milliseconds. */
const WAITED_FOR_MS = 50;
/** How often waiting connections are looked at, in milliseconds. */
const LOOK_MS = 25;
/** As on a server with its usual settings: 100, of which 3 are kept for superusers. */
const MOST_CONNECTIONS = 97;

interface UnitWaiting {
  connection: RelayConnection;
  unit: Unit;
  since: number;
  ready: boolean;
}

interface HostWaiting {
  connection: undefined;
  run(session: EngineSession): void;
  reject(error: Error): void;
  since: number;
}

type Waiting = UnitWaiting | HostWaiting;

const TOO_MANY: ErrorFields = {
  severity: 'FATAL',
  code: '53300',
  message: 'sorry, too many clients already',
};

export class Relay implements WireEndpoint {
  private readonly options: RelayOptions;
  private readonly patience: Patience;
  private readonly session: EngineSession;
  private readonly side: RelaySide;
  private readonly connections = new Set<RelayConnection>();
  private readonly queue: Waiting[] = [];
  private readonly holders: Holders;
  private readonly shared: SharedState;
  private readonly late: LateTransactions;
  private readonly closing: RelayConnection[] = [];
  /** The app holds a transaction and waits for another connection. */
  private appNests = false;
  private unnamedOwner: RelayConnection | undefined;
  private lastId = 0;
  private connectionCount = 0;
  private isPumping = false;
  private look: ReturnType<typeof setTimeout> | undefined;
  private gone: EngineGone | undefined;

  constructor(options: RelayOptions) {
    this.options = options;
    this.patience = options.patience ?? PATIENCE;
    this.session = new EngineSession(options.engine);
    this.holders = new Holders(this.session);
    this.shared = new SharedState(this.session, this.connections);
    this.late = new LateTransactions(this.session);
    this.side = {
      serverParameters: options.serverParameters,
      admit: (connection) => this.admit(connection),
      enqueue: (connection, unit) => this.enqueue(connection, unit),
      cancel: (processId, secret) => this.cancel(processId, secret),
      gone: (connection) => {
        this.closing.push(connection);
        this.pump();
      },
      onStatement: (statement) => options.onStatement(statement),
    };
  }

  /** Somebody used a way to become superuser: only a fresh database is surely clean. */
  get tainted(): boolean {
    return this.shared.tainted;
  }

  connect(peer: Peer): WireConnection {
    this.lastId += 1;
    this.connectionCount += 1;
    return new RelayConnection(this.side, peer, this.lastId, this.connectionCount);
  }

  /** Runs our own code on the session, outside any transaction of the app; `sql` and `by` name it to `onRunning`. */
  exclusive<T>(sql: string, by: Sender, use: (session: EngineSession) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.gone) return reject(this.gone);
      this.queue.push({
        connection: undefined,
        since: performance.now(),
        reject,
        run: (session) => {
          this.options.onRunning?.(sql, by);
          try {
            resolve(use(session));
          } catch (error) {
            reject(error);
            if (error instanceof EngineGone) throw error;
          } finally {
            this.options.onRunning?.(undefined, by);
          }
        },
      });
      this.pump();
    });
  }

  /** Ends all connections from the server's side; the next one has number 1. */
  closeConnections(): void {
    for (const connection of [...this.connections]) {
      connection.refuse({
        severity: 'FATAL',
        code: '57P01',
        message: 'terminating connection due to administrator command',
      });
    }
    this.connectionCount = 0;
    this.shared.hasRoleSettings = false;
    this.appNests = false;
  }

  /** Settings of roles or of the database were changed by our own hand. */
  noteRoleSettings(): void {
    this.shared.hasRoleSettings = true;
  }

  private admit(connection: RelayConnection): ErrorFields | undefined {
    if (this.gone)
      return { severity: 'FATAL', code: '57P03', message: 'the database system is shutting down' };
    if (this.connections.size >= MOST_CONNECTIONS) return TOO_MANY;
    this.connections.add(connection);
    return undefined;
  }

  private enqueue(connection: RelayConnection, unit: Unit): void {
    const waiting: UnitWaiting = { connection, unit, since: performance.now(), ready: true };
    this.queue.push(waiting);
    const preparing = this.options.prepare?.(unit.statements);
    if (preparing) {
      waiting.ready = false;
      const go = () => {
        waiting.ready = true;
        this.pump();
      };
      preparing.then(go, go);
    }
    this.pump();
  }

  /** A statement that runs can't be reached any more: by then it has ended. One that waits can. */
  private cancel(processId: number, secret: number): void {
    const index = this.queue.findIndex(
      ({ connection }) => connection?.id === processId && connection.secret === secret,
    );
    const waiting = this.queue[index];
    if (!waiting?.connection) return;
    this.queue.splice(index, 1);
    waiting.connection.fail(
      waiting.unit,
      { severity: 'ERROR', code: '57014', message: 'canceling statement due to user request' },
      waiting.connection.status,
    );
  }

  private pump(): void {
    if (this.isPumping || this.gone) return;
    const holder = this.queue.length > 0 ? this.holders.top : undefined;
    if (holder && this.options.isAppBusy?.()) holder.lastActive = performance.now();
    this.isPumping = true;
    try {
      do {
        for (let left = this.closing.shift(); left; left = this.closing.shift()) this.leave(left);
      } while (this.step());
    } catch (error) {
      // A statement of our own that fails means that the session is not what we take it for.
      this.die(error instanceof EngineGone ? error : new EngineGone(String(error)));
    } finally {
      this.isPumping = false;
    }
    clearTimeout(this.look);
    if (this.queue.length > 0 && !this.gone) this.look = setTimeout(() => this.pump(), LOOK_MS);
  }

  /** Runs the next that may run, or makes way for it. False when nothing can be done now. */
  private step(): boolean {
    const next = this.next();
    if (!next) return this.unblock();
    this.queue.splice(this.queue.indexOf(next), 1);
    if (!next.connection) {
      next.run(this.session);
      if (this.session.status !== 'I') this.session.exec(client.query('ROLLBACK'));
    } else {
      this.run(next.connection, next.unit);
    }
    return true;
  }

  private next(): Waiting | undefined {
    const holder = this.holders.top;
    if (holder) {
      const own = this.queue.find(({ connection }) => connection === holder.connection);
      if (own?.connection) return own.ready ? own : undefined;
    }
    const seen = new Set<RelayConnection>();
    return this.queue.find((waiting) => {
      if (waiting.connection) {
        // In the order in which the connection sent them.
        if (seen.has(waiting.connection)) return false;
        seen.add(waiting.connection);
        if (waiting.connection.doomed) return true;
        if (!waiting.ready || this.waitsForLock(waiting)) return false;
        if (this.isFormality(waiting.connection, waiting.unit)) return true;
        if (this.late.waits(waiting.connection, waiting.unit, this.connections.size < 2)) return false;
      }
      return holder ? this.mayEnter(waiting, holder) : true;
    });
  }

  private mayEnter(waiting: Waiting, holder: Holder): boolean {
    if (!waiting.connection || holder.midBatch || this.session.status !== 'T') return false;
    const { unit } = waiting;
    if (unit.kind === 'flush') return false;
    const waited = this.waited(waiting, holder);
    const control = transactionControlOf(unit);
    const { read, guest, nested } = this.patience;
    if (control === 'none' && unit.statements.every(onlyReads) && waited >= (this.appNests ? nested : read))
      return true;
    const fits = control === 'none' || (control !== undefined && beginsTransaction(control));
    return fits && (holder.stuck || waited >= (this.appNests ? nested : guest));
  }

  /** Ends the open transaction where nothing else helps those who wait. */
  private unblock(): boolean {
    const holder = this.holders.top;
    const others = this.queue.filter(({ connection }) => connection !== holder?.connection);
    if (!holder || others.length === 0) return false;
    const lost = this.session.status === 'E' && !holder.hasSavepoints && !holder.midBatch && !holder.nested;
    const limit = ({ connection }: Waiting) =>
      connection ? this.patience.guest + this.patience.host : this.patience.host;
    if (!lost && !others.some((waiting) => this.waited(waiting, holder) >= limit(waiting))) return false;
    this.holders.endAll();
    return true;
  }

  private waited(waiting: Waiting, holder: Holder): number {
    return performance.now() - Math.max(waiting.since, holder.lastActive);
  }

  private waitsForLock({ connection, unit, since }: UnitWaiting): boolean {
    return this.shared.wantsHeldLock(connection, unit) && performance.now() - since < this.patience.guest;
  }

  private run(connection: RelayConnection, unit: Unit): void {
    if (connection.doomed) {
      this.answerDoomed(connection, unit, connection.doomed);
      return;
    }
    connection.logUnit(unit);
    if (unit.statements.length > 0) this.options.onRunning?.(sqlOf(unit), 'app');
    try {
      this.runIn(this.holders.top, connection, unit);
    } finally {
      if (unit.statements.length > 0) this.options.onRunning?.(undefined, 'app');
    }
  }

  private isFormality(connection: RelayConnection, unit: Unit): boolean {
    return (
      !this.shared.hasRoleSettings && !this.holders.has(connection) && this.late.isFormality(connection, unit)
    );
  }

  private runIn(holder: Holder | undefined, connection: RelayConnection, unit: Unit): void {
    if (this.isFormality(connection, unit)) {
      this.late.answer(connection, unit);
    } else if (!holder) {
      this.shared.enter(connection);
      if (!this.shared.dropAll(connection, unit)) this.runFree(connection, unit);
    } else if (holder.connection === connection) {
      holder.stuck = false;
      if (performance.now() - this.holders.guestAnsweredAt < WAITED_FOR_MS) this.appNests = true;
      if (!this.shared.dropAll(connection, unit)) this.runHeld(holder, unit);
      holder.lastActive = performance.now();
    } else {
      this.runGuest(holder, connection, unit);
      this.holders.guestAnsweredAt = performance.now();
    }
  }

  /** Nobody holds the session. */
  private runFree(connection: RelayConnection, unit: Unit): void {
    const execute = () => this.execute(connection, unit);
    const answer = this.late.run(connection, unit, execute) ?? execute();
    const isOpen = answer.status !== 'I' || unit.kind === 'flush';
    if (isOpen && !this.late.has(connection)) this.holders.push(connection, unit, false);
    this.shared.after(connection, unit, answer);
  }

  private runHeld(holder: Holder, unit: Unit): void {
    const { connection } = holder;
    if (marksSavepoint(unit)) holder.hasSavepoints = true;
    if (!holder.nested) {
      const answer = this.execute(connection, unit);
      holder.midBatch = unit.kind === 'flush';
      if (answer.status === 'I' && !holder.midBatch) {
        this.holders.end(answer.tags.at(-1) === 'ROLLBACK');
      }
      this.shared.after(connection, unit, answer);
      return;
    }
    const control = transactionControlOf(unit);
    if (control !== undefined && (commits(control) || rollsBack(control))) {
      const committed = commits(control) && this.session.status === 'T';
      this.holders.endNested(holder, committed);
      connection.pretend(unit, committed ? 'COMMIT' : 'ROLLBACK', 'I');
    } else if (control === undefined) {
      connection.fail(unit, notNested, this.session.status);
    } else {
      const answer = this.execute(connection, unit);
      holder.midBatch = unit.kind === 'flush';
      holder.work.push({ bytes: unit.bytes, byGuest: false });
      this.shared.after(connection, unit, answer);
    }
  }

  /** Inside the transaction of somebody who is busy elsewhere. */
  private runGuest(holder: Holder, connection: RelayConnection, unit: Unit): void {
    const control = transactionControlOf(unit);
    if (!unit.statements.every(onlyReads)) holder.stuck = true;
    connection.used = true;
    this.holders.enterSavepoint();
    const begin = looks(unit) ? undefined : this.late.release(connection);
    if (begin) {
      this.holders.push(connection, begin, true);
      if (this.holders.top) this.runHeld(this.holders.top, unit);
      return;
    }
    if (control !== undefined && beginsTransaction(control)) {
      this.holders.push(connection, unit, true);
      connection.pretend(unit, 'BEGIN', 'T');
      return;
    }
    const answer = this.execute(connection, unit, this.late.has(connection) ? 'T' : 'I');
    this.holders.leaveSavepoint(!answer.failed);
    if (!answer.failed && !unit.statements.every(onlyReads)) {
      holder.work.push({ bytes: unit.bytes, byGuest: true });
    }
    this.shared.notify(answer);
  }

  /** Runs a unit and answers it. */
  private execute(connection: RelayConnection, unit: Unit, shown?: 'I' | 'T'): Answer {
    const again = unit.unnamed !== undefined && this.unnamedOwner !== connection ? unit.unnamed : undefined;
    const answer = this.session.exec(again ? concat(again, unit.bytes) : unit.bytes);
    if (unit.kind === 'query') this.unnamedOwner = undefined;
    else if (again || unit.sent.some(({ type, body }) => type === 'P' && body[0] === 0)) {
      this.unnamedOwner = connection;
    }
    const without = (again ? '1' : '') + (unit.copied ? 'G' : '');
    connection.answer(answer.messages, shown ?? answer.status, without);
    return answer;
  }

  private answerDoomed(connection: RelayConnection, unit: Unit, error: ErrorFields): void {
    const control = transactionControlOf(unit);
    if (control !== undefined && (commits(control) || rollsBack(control))) {
      connection.doomed = undefined;
      connection.pretend(unit, 'ROLLBACK', 'I');
      return;
    }
    connection.doomed = ABORTED;
    connection.fail(unit, error, 'E');
  }

  /** The app closed this connection. */
  private leave(connection: RelayConnection): void {
    if (!this.connections.delete(connection)) return;
    for (let index = this.queue.length - 1; index >= 0; index -= 1) {
      if (this.queue[index]?.connection === connection) this.queue.splice(index, 1);
    }
    if (this.holders.has(connection)) this.holders.release(connection);
    this.late.release(connection);
    this.shared.forget(connection);
  }

  private die(error: EngineGone): void {
    this.gone = error;
    const waiting = this.queue.splice(0);
    for (const connection of [...this.connections]) {
      connection.refuse({
        severity: 'FATAL',
        code: '57P02',
        message: 'terminating connection because of crash of another server process',
      });
    }
    this.connections.clear();
    for (const entry of waiting) if (!entry.connection) entry.reject(error);
    this.options.onGone(error);
  }
}

const notNested: ErrorFields = {
  severity: 'ERROR',
  code: '0A000',
  message:
    'the embedded database runs one transaction at a time; send COMMIT and ROLLBACK as statements of their own',
};

/** For the watchdog: the statements as skeletons, or as sent where it was one simple query. */
function sqlOf({ sent, statements }: Unit): string {
  const first = sent[0];
  return first?.type === 'Q' ? new TextDecoder().decode(first.body.subarray(0, -1)) : statements.join('; ');
}
