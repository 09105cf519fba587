/** What a host does on its parent's word: boots the database, grades, runs the learner's open app. */
import { throughProxy } from '../../../graders/kit/proxy.ts';
import type { FixExercise } from '../../course/exercise.ts';
import { Claims } from '../../grading/claims.ts';
import type { HostJob } from '../../grading/conductor.ts';
import type { Report } from '../../grading/report.ts';
import { runSuite } from '../../grading/run-suite.ts';
import { AppFaultError } from '../faults.ts';
import type { App, Files, HttpRequest, HttpResponse, TableSnapshot } from '../runtime.ts';
import { applySchema } from '../schema.ts';
import { snapshotTables } from '../tables.ts';
import { signed } from '../webhook-signature.ts';
import { createNodeGraderSide, type NodeGraderSide } from './grader-side.ts';
import type { FromHost, HostCall, HostCalls, HostMethod, ToHost } from './host-link.ts';

/** Where a request comes from when the console names no address. */
const OWN_ADDRESS = '198.51.100.7';

type Calls = { [M in HostMethod]: (...args: HostCalls[M][0]) => Promise<HostCalls[M][1]> | Promise<void> };

/** What a place that hosts the grader brings along. */
export interface HostParts {
  send(message: FromHost): void;
  /** Imports the exercise's suite afresh, which declares its tests. */
  importSuite(exercise: string): Promise<void>;
}

export class Host {
  private readonly parts: HostParts;
  private readonly claims: Claims;
  private side: NodeGraderSide | undefined;
  private app: App | undefined;
  private env: Readonly<Record<string, string>> = {};
  /** Calls of `startApp` that go on. */
  private starting = 0;
  private tellsStatements = false;

  readonly calls: Calls = {
    boot: (database) => this.boot(database),
    grade: (exercise, job) => this.grade(exercise, job),
    open: (exercise, files) => this.open(exercise, files),
    request: (request, address) => this.request(request, address),
    tables: () => this.tables(),
    stop: () => this.stop(),
    close: () => this.close(),
  };

  constructor(parts: HostParts) {
    this.parts = parts;
    this.claims = new Claims((question) => parts.send(question));
  }

  private async boot(database: string): Promise<void> {
    this.side = await createNodeGraderSide(database, {
      onRunning: (sql, by) => {
        // The grader may go on to compute for long: that is no statement's fault.
        if (sql === undefined) this.parts.send({ type: 'alive' });
        else
          this.parts.send({
            type: 'running',
            sql: sql.slice(0, 2_000),
            starting: by === 'schema' || this.starting > 0,
          });
      },
      onStatement: (statement) => {
        if (this.tellsStatements) this.parts.send({ type: 'statement', statement });
      },
    });
    const { startApp } = this.side;
    this.side.startApp = async (...args) => {
      this.starting += 1;
      try {
        return await startApp.apply(this.side, args);
      } finally {
        this.starting -= 1;
      }
    };
  }

  /** Does what is asked and sends what comes of it. Never rejects. */
  async receive(message: ToHost): Promise<void> {
    if (message.type === 'claimed') this.claims.answered(message);
    else await this.answer(message);
  }

  private async answer({ id, method, args }: HostCall): Promise<void> {
    try {
      const call = this.calls[method] as (...args: unknown[]) => Promise<unknown>;
      this.parts.send({ type: 'returned', id, value: await call(...args) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const fault = error instanceof AppFaultError ? { fault: error.fault } : {};
      this.parts.send({ type: 'threw', id, message, ...fault });
    }
  }

  private grade(exercise: FixExercise, { files, seed, only, startFaults, claims }: HostJob): Promise<Report> {
    return runSuite({
      exercise,
      files,
      seed,
      startFaults,
      ...(only ? { only } : {}),
      side: this.booted(),
      importSuite: () => this.parts.importSuite(exercise.id),
      onEvent: (event) => this.parts.send({ type: 'event', event }),
      ...(claims && { claim: (id: string) => this.claims.ask(id) }),
    });
  }

  private async open(exercise: FixExercise, files: Files): Promise<void> {
    const side = this.booted();
    this.tellsStatements = true;
    await side.database.reset();
    await applySchema(side.database, files);
    this.env = Object.fromEntries(Object.keys(exercise.environment).map((name) => [name, secret()]));
    this.app = await side.startApp(
      { files, entry: exercise.entry, env: this.env },
      {
        onLog: (entry) => this.parts.send({ type: 'log', entry }),
        onFault: (fault) => this.parts.send({ type: 'fault', fault }),
        onListening: (port) => this.parts.send({ type: 'listening', port }),
      },
    );
  }

  private async request(request: HttpRequest, address = OWN_ADDRESS): Promise<HttpResponse> {
    if (!this.app) throw new Error('The app was not started.');
    return this.app.request(throughProxy(complete(await signed(request, this.env)), address));
  }

  private tables(): Promise<TableSnapshot[]> {
    return snapshotTables(this.booted().database);
  }

  private async stop(): Promise<void> {
    this.tellsStatements = false;
    await this.app?.stop();
    this.app = undefined;
  }

  private async close(): Promise<void> {
    await this.side?.close();
    this.side = undefined;
  }

  private booted(): NodeGraderSide {
    if (!this.side) throw new Error('The host was not booted.');
    return this.side;
  }
}

/** Adds what no HTTP/1.1 request can do without, where it was left out. */
function complete(request: HttpRequest): HttpRequest {
  if (request.headers.some(([name]) => name.toLowerCase() === 'host')) return request;
  return { ...request, headers: [['Host', 'www.example.com'], ...request.headers] };
}

/** As `openssl rand -base64 48` would make it. */
function secret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(48))).toString('base64');
}
