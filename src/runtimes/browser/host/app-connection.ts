/** One app in its worker, driven over app-link. */
import { type AppFault, AppFaultError } from '../../faults.ts';
import { headerProblem } from '../../header-limits.ts';
import type { WireConnection, WireEndpoint } from '../../postgres/relay-types.ts';
import {
  type App,
  type AppStart,
  type HttpRequest,
  type HttpResponse,
  LIMITS,
  type LogEntry,
} from '../../runtime.ts';
import { toldFault, toldLog, toldResponse } from '../../told.ts';
import type { FromApp, ToApp } from '../app-link.ts';
import { Patience } from './patience.ts';

/** How long an app that listens elsewhere may take to listen on PORT as well, in milliseconds. */
const SECOND_PORT_MS = 1_000;
/** The app's side keeps to the limit by itself, and then says so in a line of its own. */
const NOTICE_CHARACTERS = 500;
/** How long a fault may come after the word that the worker is gone, which takes another way. In milliseconds. */
const LAST_WORDS_MS = 200;

export interface AppConnectionOptions {
  port: MessagePort;
  /** Where the app's database connections end. */
  endpoint: WireEndpoint;
  /** Ends the worker. */
  terminate(): void;
  /** Whether the worker's process is there. */
  isThere(): Promise<boolean>;
  onLog?: ((entry: LogEntry) => void) | undefined;
  /** The app is gone by its own doing. */
  onFault?: ((fault: AppFault) => void) | undefined;
}

interface Exchange {
  method: string;
  path: string;
  startedAt: number;
  endWait(): void;
  resolve(response: HttpResponse): void;
  reject(error: Error): void;
}

export class AppConnection implements App {
  fault: AppFault | undefined;
  readonly logs: LogEntry[] = [];
  private readonly options: AppConnectionOptions;
  private readonly patience: Patience;
  private readonly exchanges = new Map<number, Exchange>();
  private readonly clockWaits = new Map<number, { resolve(): void; reject(error: Error): void }>();
  private readonly connections = new Map<number, WireConnection>();
  private starting: { port: number; resolve(): void; reject(error: Error): void } | undefined;
  private listensElsewhere: number | undefined;
  private logCharacters = 0;
  private lastId = 0;
  private stopped = false;

  constructor(options: AppConnectionOptions) {
    this.options = options;
    this.patience = new Patience({
      ping: () => this.send({ type: 'ping', id: ++this.lastId }),
      blockedMs: LIMITS.blockedMs,
      onBlocked: () => void this.failSilent(),
    });
    options.port.onmessage = ({ data }: MessageEvent<FromApp>) => this.receive(data);
  }

  /** Resolves when the app listens. @throws AppFaultError */
  start(
    start: AppStart,
    where: { port: number; databaseUrl: string; epochMs: number; steady: boolean },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.starting = { port: where.port, resolve, reject };
      this.send({ type: 'start', start, ...where });
      this.patience.wait(LIMITS.startMs, () => this.fail({ kind: 'never-listens', limitMs: LIMITS.startMs }));
    });
  }

  request(request: HttpRequest): Promise<HttpResponse> {
    const gone = this.gone();
    if (gone) return Promise.reject(gone);
    const id = ++this.lastId;
    const { method, path } = request;
    return new Promise((resolve, reject) => {
      const startedAt = performance.now();
      this.send({ type: 'request', id, request });
      const endWait = this.patience.wait(LIMITS.answerMs, () => {
        this.exchanges.delete(id);
        this.send({ type: 'abandon', id });
        reject(new AppFaultError({ kind: 'no-answer', limitMs: LIMITS.answerMs, method, path }));
      });
      this.exchanges.set(id, { method, path, startedAt, endWait, resolve, reject });
    });
  }

  setClock(epochMs: number): Promise<void> {
    const gone = this.gone();
    if (gone) return Promise.reject(gone);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.send({ type: 'set-clock', id, epochMs });
      // Timers that fall due may take their time, as long as the app gives signs of life in between.
      const endWait = this.patience.wait(LIMITS.answerMs, () =>
        this.fail({ kind: 'blocked', limitMs: LIMITS.answerMs, while: 'answering' }),
      );
      this.clockWaits.set(id, {
        resolve: () => {
          endWait();
          resolve();
        },
        reject,
      });
    });
  }

  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    this.end(new Error('The app was stopped.'));
  }

  /** Its worker is gone without a word. */
  died(message: string): void {
    setTimeout(() => this.fail({ kind: 'crash', message }), LAST_WORDS_MS);
  }

  private receive(message: FromApp): void {
    this.patience.alive();
    switch (message.type) {
      case 'listening':
        this.listening(message.port);
        return;
      case 'fault':
        this.fail(toldFault(message.fault));
        return;
      case 'answer':
        this.answer(message.id, message.response);
        return;
      case 'answer-broken':
        this.broken(
          message.id,
          typeof message.message === 'string' ? message.message.slice(0, 500) : 'it is no answer',
        );
        return;
      case 'clock-set': {
        this.clockWaits.get(message.id)?.resolve();
        this.clockWaits.delete(message.id);
        return;
      }
      case 'pong':
        return;
      case 'log':
        this.log(toldLog(message.entry));
        return;
      case 'database-connect':
        this.connect(message.connection);
        return;
      case 'database-data':
        if (message.bytes instanceof Uint8Array)
          this.connections.get(message.connection)?.receive(message.bytes);
        return;
      case 'database-closed':
        this.connections.get(message.connection)?.closed();
        this.connections.delete(message.connection);
    }
  }

  private listening(port: number): void {
    const { starting } = this;
    if (!starting) return;
    if (port === starting.port) {
      this.starting = undefined;
      this.patience.end();
      starting.resolve();
    } else if (this.listensElsewhere === undefined) {
      this.listensElsewhere = port;
      this.patience.wait(SECOND_PORT_MS, () => {
        if (this.starting) this.fail({ kind: 'wrong-port', port, expected: starting.port });
      });
    }
  }

  private answer(id: number, told: unknown): void {
    const exchange = this.take(id);
    if (!exchange) return;
    const { method, path } = exchange;
    const response = toldResponse(told);
    const message = response ? problemOf(response) : 'it is no status with headers and a body';
    if (response && message === undefined) {
      exchange.resolve({ ...response, durationMs: performance.now() - exchange.startedAt });
    } else {
      exchange.reject(new AppFaultError({ kind: 'broken-answer', message: message ?? '', method, path }));
    }
  }

  private broken(id: number, message: string): void {
    const exchange = this.take(id);
    if (!exchange) return;
    const { method, path } = exchange;
    exchange.reject(new AppFaultError({ kind: 'broken-answer', message, method, path }));
  }

  private take(id: number): Exchange | undefined {
    const exchange = this.exchanges.get(id);
    this.exchanges.delete(id);
    exchange?.endWait();
    return exchange;
  }

  private log(entry: LogEntry): void {
    const room = LIMITS.logCharacters + NOTICE_CHARACTERS - this.logCharacters;
    if (room <= 0) return;
    const kept = { ...entry, text: entry.text.slice(0, room) };
    this.logCharacters += kept.text.length;
    this.logs.push(kept);
    this.options.onLog?.(kept);
  }

  private connect(connection: number): void {
    this.connections.set(
      connection,
      this.options.endpoint.connect({
        send: (bytes) => {
          // A copy of its own: a view would take its whole buffer along.
          const copy = bytes.slice();
          this.send({ type: 'database-data', connection, bytes: copy }, [copy.buffer]);
        },
        close: () => {
          if (this.connections.delete(connection)) this.send({ type: 'database-closed', connection });
        },
      }),
    );
  }

  /** No sign of life: it stands still, or the browser took its process away, of which nobody is told. */
  private async failSilent(): Promise<void> {
    const isThere = await this.options.isThere();
    this.fail(
      isThere
        ? { kind: 'blocked', limitMs: LIMITS.blockedMs, while: this.starting ? 'starting' : 'answering' }
        : { kind: 'out-of-memory', limitMegabytes: LIMITS.heapMegabytes },
    );
  }

  private fail(fault: AppFault): void {
    if (this.stopped || this.fault) return;
    this.fault = fault;
    this.end(new AppFaultError(fault));
    this.options.onFault?.(fault);
  }

  private end(error: Error): void {
    this.patience.end();
    this.options.terminate();
    this.options.port.close();
    for (const connection of this.connections.values()) connection.closed();
    this.connections.clear();
    this.starting?.reject(error);
    this.starting = undefined;
    for (const waiting of [...this.exchanges.values(), ...this.clockWaits.values()]) waiting.reject(error);
    this.exchanges.clear();
    this.clockWaits.clear();
  }

  private gone(): Error | undefined {
    if (this.fault) return new AppFaultError(this.fault);
    return this.stopped ? new Error('The app was stopped.') : undefined;
  }

  private send(message: ToApp, transfer: Transferable[] = []): void {
    this.options.port.postMessage(message, transfer);
  }
}

/** What is too large about an answer; undefined when nothing is. */
function problemOf({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): string | undefined {
  if (body.byteLength > LIMITS.answerBytes) {
    return `its body is larger than ${LIMITS.answerBytes / 1_000_000} MB`;
  }
  return headerProblem(headers);
}
