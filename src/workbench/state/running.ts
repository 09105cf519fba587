/** The learner's app while it runs for the console: started, restarted, crashed; its logs, statements and tables. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type AppFault, AppFaultError } from '../../runtimes/faults.ts';
import type {
  Files,
  HttpRequest,
  HttpResponse,
  LogEntry,
  OpenApp,
  Runtime,
  SentStatement,
  TableSnapshot,
} from '../../runtimes/runtime.ts';
import { inputsOf } from '../requests/injected.ts';
import { sameFiles } from './files.ts';
import { stripAnsi } from './logs.ts';

export type RunState =
  | { kind: 'stopped' }
  | { kind: 'starting' }
  | { kind: 'running' }
  /** The learner's code is at fault. */
  | { kind: 'faulted'; fault: AppFault }
  /** Our side is: the runtime could not be loaded or broke. */
  | { kind: 'broken'; message: string };

export interface LogLine extends LogEntry {
  id: number;
}

export interface ShownStatement extends SentStatement {
  id: number;
  /** What the request that was under way carried. */
  inputs: string[];
}

const MAX_LINES = 1000;
const MAX_STATEMENTS = 200;
/** A flood of lines is put into the page in steps of this length, in milliseconds. */
const FLUSH_MS = 30;

export interface RunningOptions {
  exercise: string;
  files: ReadonlySignal<Files>;
  runtime: () => Promise<Runtime>;
}

export class RunningStore {
  readonly state: Signal<RunState> = signal<RunState>({ kind: 'stopped' });
  readonly lines: Signal<LogLine[]> = signal<LogLine[]>([]);
  /** Lines that no longer fit. */
  readonly droppedLines = signal(0);
  /** Newest first. */
  readonly statements: Signal<ShownStatement[]> = signal<ShownStatement[]>([]);
  readonly tables: Signal<TableSnapshot[]> = signal<TableSnapshot[]>([]);
  /** The tables before the last request, to show what it changed. */
  readonly tablesBefore: Signal<TableSnapshot[]> = signal<TableSnapshot[]>([]);
  /** Counts the starts that succeeded: each one begins with an empty database. */
  readonly starts = signal(0);
  readonly ranFiles: Signal<Files | undefined> = signal(undefined);
  /** The code in the editor is not the code that runs. */
  readonly outdated: ReadonlySignal<boolean>;

  readonly #options: RunningOptions;
  #app: OpenApp | undefined;
  #generation = 0;
  #starting: Promise<boolean> | undefined;
  #inputs: string[] = [];
  #nextId = 1;
  #pendingLines: LogLine[] = [];
  #pendingStatements: ShownStatement[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RunningOptions) {
    this.#options = options;
    this.outdated = computed(() => {
      const ran = this.ranFiles.value;
      return ran !== undefined && !sameFiles(ran, options.files.value);
    });
  }

  /** Stops what runs and starts the files as they are now. @returns whether the app listens. */
  run(): Promise<boolean> {
    const started = this.#run();
    this.#starting = started;
    return started;
  }

  /** Runs unless it does already. */
  ensure(): Promise<boolean> {
    if (this.state.peek().kind === 'running') return Promise.resolve(true);
    if (this.state.peek().kind === 'starting' && this.#starting) return this.#starting;
    return this.run();
  }

  async stop(): Promise<void> {
    this.#generation++;
    const app = this.#app;
    this.#app = undefined;
    this.state.value = { kind: 'stopped' };
    await app?.stop();
  }

  /** One request to the running app; afterwards the tables are read again. Rejects with the app's fault. */
  async request(request: HttpRequest, address?: string): Promise<HttpResponse> {
    const app = this.#app;
    if (!app) throw new Error('The app is not running.');
    this.#inputs = inputsOf(request.path, request.body ? new TextDecoder().decode(request.body) : '');
    try {
      return await app.request(request, address);
    } finally {
      await this.readTables();
    }
  }

  async readTables(): Promise<void> {
    const app = this.#app;
    if (!app) return;
    try {
      const tables = await app.tables();
      if (app !== this.#app) return;
      batch(() => {
        this.tablesBefore.value = this.tables.peek();
        this.tables.value = tables;
      });
    } catch {
      // The app just ended: what was read last stays to be looked at.
    }
  }

  clearLogs(): void {
    this.#pendingLines = [];
    batch(() => {
      this.lines.value = [];
      this.droppedLines.value = 0;
    });
  }

  clearStatements(): void {
    this.#pendingStatements = [];
    this.statements.value = [];
  }

  async #run(): Promise<boolean> {
    const generation = ++this.#generation;
    const current = () => generation === this.#generation;
    const previous = this.#app;
    this.#app = undefined;
    const files = this.#options.files.peek();
    batch(() => {
      this.state.value = { kind: 'starting' };
      this.ranFiles.value = files;
      this.clearLogs();
      this.clearStatements();
      this.tables.value = [];
      this.tablesBefore.value = [];
    });
    this.#inputs = [];
    try {
      await previous?.stop();
      const runtime = await this.#options.runtime();
      if (!current()) return false;
      const app = await runtime.open({
        exercise: this.#options.exercise,
        files,
        onLog: (entry) => current() && this.#log(entry),
        onStatement: (statement) => current() && this.#statement(statement),
        onFault: (fault) => current() && this.#fault(fault),
      });
      if (!current()) {
        await app.stop();
        return false;
      }
      if (this.state.peek().kind !== 'starting') return false;
      this.#app = app;
      batch(() => {
        this.starts.value += 1;
        this.state.value = { kind: 'running' };
      });
      await this.readTables();
      if (current()) this.tablesBefore.value = this.tables.peek();
      return true;
    } catch (error) {
      if (!current()) return false;
      if (error instanceof AppFaultError) this.#fault(error.fault);
      else
        this.state.value = {
          kind: 'broken',
          message: error instanceof Error ? error.message : String(error),
        };
      return false;
    } finally {
      this.#flush();
    }
  }

  #fault(fault: AppFault): void {
    this.#app = undefined;
    this.state.value = { kind: 'faulted', fault };
  }

  #log(entry: LogEntry): void {
    for (const text of stripAnsi(entry.text).replace(/\n$/, '').split('\n'))
      this.#pendingLines.push({ id: this.#nextId++, stream: entry.stream, text });
    // A flood must not grow without end between two flushes either.
    if (this.#pendingLines.length > 2 * MAX_LINES) this.#flush();
    this.#flushSoon();
  }

  #statement(statement: SentStatement): void {
    this.#pendingStatements.push({ ...statement, id: this.#nextId++, inputs: this.#inputs });
    this.#flushSoon();
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pendingLines.length + this.#pendingStatements.length === 0) return;
    const lines = [...this.lines.peek(), ...this.#pendingLines];
    const statements = [...this.#pendingStatements.reverse(), ...this.statements.peek()];
    this.#pendingLines = [];
    this.#pendingStatements = [];
    batch(() => {
      this.droppedLines.value += Math.max(0, lines.length - MAX_LINES);
      this.lines.value = lines.slice(-MAX_LINES);
      this.statements.value = statements.slice(0, MAX_STATEMENTS);
    });
  }
}
