/** One app connection at the relay: its start, its units, and what it alone has of a session. */
import type { SentStatement } from '../runtime.ts';
import type { Settings } from './engine-session.ts';
import type { WireConnection } from './relay-types.ts';
import { controlsTransaction } from './sql-text.ts';
import { StatementLog } from './statement-log.ts';
import { MARKERS, type Unit, UnitCutter } from './units.ts';
import {
  concat,
  type ErrorFields,
  FieldReader,
  type Message,
  MessageReader,
  message,
  ProtocolError,
  reportFields,
  server,
  type TransactionStatus,
  text,
} from './wire.ts';

export interface Peer {
  send(bytes: Uint8Array): void;
  close(): void;
}

/** What a connection needs of its relay. */
export interface RelaySide {
  readonly serverParameters: ReadonlyMap<string, string>;
  /** @returns why the connection is refused, if it is. */
  admit(connection: RelayConnection): ErrorFields | undefined;
  enqueue(connection: RelayConnection, unit: Unit): void;
  cancel(processId: number, secret: number): void;
  gone(connection: RelayConnection): void;
  onStatement(statement: SentStatement): void;
}

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const VERSION_3 = 3 << 16;

/** Start parameters that are no settings, or are settings that change nothing here. */
const NO_SETTINGS = new Set([
  'user',
  'database',
  'replication',
  'options',
  'application_name',
  'client_encoding',
]);

export class RelayConnection implements WireConnection {
  /** Unique for the life of the relay: also its process id. */
  readonly id: number;
  readonly secret: number;
  readonly channels = new Set<string>();
  settings: Settings = new Map();
  /** What the app was last told. */
  status: TransactionStatus = 'I';
  /** Its transaction was ended here; the app is told with its next statement. */
  doomed: ErrorFields | undefined;
  /** Has run something. */
  used = false;
  isClosed = false;
  private started = false;
  private readonly peer: Peer;
  private readonly relay: RelaySide;
  private readonly reader = new MessageReader();
  private readonly units: UnitCutter;
  private readonly log: StatementLog;

  constructor(relay: RelaySide, peer: Peer, id: number, number: number) {
    this.relay = relay;
    this.peer = peer;
    this.id = id;
    this.secret = crypto.getRandomValues(new Int32Array(1))[0] ?? 1;
    this.units = new UnitCutter(id);
    this.log = new StatementLog(number, (statement) => relay.onStatement(statement));
  }

  receive(bytes: Uint8Array): void {
    if (this.isClosed) return;
    this.reader.push(bytes);
    try {
      this.read();
    } catch (error) {
      if (!(error instanceof ProtocolError || error instanceof RangeError)) throw error;
      this.refuse({ severity: 'FATAL', code: '08P01', message: `invalid message: ${error.message}` });
    }
  }

  closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.relay.gone(this);
  }

  /** Messages that drop what the connection has prepared. */
  get leftovers(): Uint8Array[] {
    return this.units.leftovers;
  }

  logUnit(unit: Unit): void {
    for (const sent of unit.sent) this.log.follow(sent);
  }

  /** Sends an answer, as the app has to see it: `status` replaces the session's, `without` names types left out. */
  answer(messages: readonly Message[], status: TransactionStatus, without = ''): void {
    let dropped = '';
    const parts = messages.flatMap(({ type, body, raw }) => {
      if (without.includes(type) && !dropped.includes(type)) {
        dropped += type;
        return [];
      }
      if (type === 'Z') return [server.ready(status)];
      return type === 'E' || type === 'N' ? [withPlainNames(type, body, raw)] : [raw];
    });
    this.status = status;
    this.send(concat(...parts));
  }

  send(bytes: Uint8Array): void {
    if (!this.isClosed) this.peer.send(bytes);
  }

  /** Answers a unit with an error, without running it. */
  fail(unit: Unit, error: ErrorFields, status: TransactionStatus): void {
    this.status = status;
    this.send(concat(server.error(error), ...(unit.kind === 'flush' ? [] : [server.ready(status)])));
  }

  /** Answers a unit of one statement as if it had run: for what only ends a transaction. */
  pretend(unit: Unit, tag: string, status: TransactionStatus): void {
    this.status = status;
    if (unit.kind === 'query') {
      this.send(concat(server.commandComplete(tag), server.ready(status)));
      return;
    }
    const answers = unit.sent.flatMap(({ type, body }) => {
      switch (type) {
        case 'P':
          return [server.parseComplete()];
        case 'B':
          return [server.bindComplete()];
        case 'C':
          return [server.closeComplete()];
        case 'D':
          return body[0] === 'S'.charCodeAt(0) ? [server.noParameters(), server.noData()] : [server.noData()];
        case 'E':
          return [server.commandComplete(tag)];
        case 'S':
          return [server.ready(status)];
      }
      return [];
    });
    this.send(concat(...answers));
  }

  /** Ends the connection from the server's side. */
  refuse(error: ErrorFields): void {
    if (this.isClosed) return;
    this.send(server.error(error));
    this.peer.close();
    this.closed();
  }

  private read(): void {
    while (!this.started) {
      const start = this.reader.nextStart();
      if (!start || this.isClosed) return;
      this.start(start);
    }
    for (let next = this.reader.next(); next; next = this.reader.next()) {
      if (next.type === 'X') {
        this.peer.close();
        this.closed();
      }
      if (this.isClosed) return;
      // Passwords: whatever it is, it is right.
      if (next.type === 'p') continue;
      const unit = this.units.take(next);
      if (unit === 'copy') this.send(server.copyIn());
      else if (unit) this.relay.enqueue(this, unit);
    }
  }

  private start(body: Uint8Array): void {
    const reader = new FieldReader(body);
    const version = reader.int32();
    if (version === SSL_REQUEST || version === GSS_REQUEST) {
      this.send(new TextEncoder().encode('N'));
      return;
    }
    if (version === CANCEL_REQUEST) {
      this.relay.cancel(reader.int32(), reader.int32());
      this.peer.close();
      this.closed();
      return;
    }
    if (version >> 16 !== VERSION_3 >> 16) {
      this.refuse({ severity: 'FATAL', code: '0A000', message: 'unsupported frontend protocol' });
      return;
    }
    this.started = true;
    const refused = this.relay.admit(this);
    if (refused) {
      this.refuse(refused);
      return;
    }
    const parameters = new Map<string, string>();
    for (let name = reader.text(); name !== ''; name = reader.text()) parameters.set(name, reader.text());
    this.settings = settingsIn(parameters);
    const shown = new Map(this.relay.serverParameters);
    shown.set('application_name', parameters.get('application_name') ?? '');
    shown.set('session_authorization', parameters.get('user') ?? 'app');
    for (const [name, value] of this.settings) {
      const known = [...shown.keys()].find((key) => key.toLowerCase() === name.toLowerCase());
      if (known) shown.set(known, value);
    }
    const unknown = [...parameters.keys()].filter((name) => name.startsWith('_pq_.'));
    this.send(
      concat(
        ...(version === VERSION_3 && unknown.length === 0 ? [] : [server.negotiateVersion(unknown)]),
        server.authenticationOk(),
        ...[...shown].map(([name, value]) => server.parameterStatus(name, value)),
        server.backendKey(this.id, this.secret),
        server.ready('I'),
      ),
    );
  }
}

/** `-c name=value` and `--name=value` of `options`, and start parameters that are settings. */
function settingsIn(parameters: ReadonlyMap<string, string>): Settings {
  const settings = new Map<string, string>();
  const options = parameters.get('options') ?? '';
  for (const [, name, value] of options.matchAll(/(?:-c\s*|--)([\w.-]+)=((?:\\.|[^\s\\])*)/g)) {
    if (name !== undefined) settings.set(name.replaceAll('-', '_'), (value ?? '').replace(/\\(.)/g, '$1'));
  }
  for (const [name, value] of parameters) {
    if (!NO_SETTINGS.has(name) && !name.startsWith('_pq_.')) settings.set(name, value);
  }
  return settings;
}

/** An error or notice with the names of prepared statements as the app knows them. */
function withPlainNames(type: string, body: Uint8Array, raw: Uint8Array): Uint8Array {
  const fields = reportFields(body);
  if (![...fields.values()].some((value) => value.search(MARKERS) >= 0)) return raw;
  const plain = [...fields].map(([field, value]) => text(field + value.replace(MARKERS, '')));
  return message(type, ...plain, new Uint8Array(1));
}

/** Whether a unit does nothing but end, begin or mark a transaction; undefined where it does that and more. */
export function transactionControlOf(unit: Unit): string | 'none' | undefined {
  const controlling = unit.statements.filter(controlsTransaction);
  if (controlling.length === 0) return 'none';
  return unit.statements.length === 1 ? controlling[0] : undefined;
}
