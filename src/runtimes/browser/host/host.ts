/** The grader side's worker, behind its messages: boots the database, grades, runs the learner's open app. */
import type { FixExercise } from '../../../course/exercise.ts';
import { Claims } from '../../../grading/claims.ts';
import type { HostJob } from '../../../grading/conductor.ts';
import type { Report } from '../../../grading/report.ts';
import { runSuite } from '../../../grading/run-suite.ts';
import { AppFaultError } from '../../faults.ts';
import { PgliteDatabase } from '../../postgres/pglite-database.ts';
import type { Files } from '../../runtime.ts';
import { loadExtensionBundle } from '../assets/load-extension.ts';
import { bootPglite } from './boot-pglite.ts';
import { BrowserGraderSide, type HandedAppWorker, moveDate } from './grader-side.ts';
import { Lab } from './lab.ts';
import type { DatabaseParts, FromHost, HostCalls, HostMethod, SentError, ToHost } from './link.ts';
import { declareSuite } from './suites.ts';

type Calls = { [M in HostMethod]: (...args: HostCalls[M][0]) => Promise<HostCalls[M][1]> };

interface WantedWorker {
  resolve(worker: HandedAppWorker): void;
  reject(error: Error): void;
}

export class Host {
  private readonly send: (message: FromHost) => void;
  private readonly claims: Claims;
  private readonly wanted = new Map<number, WantedWorker>();
  private readonly deaths = new Map<number, (message: string) => void>();
  private checking: Array<(areThere: boolean) => void> = [];
  private lastWorker = 0;
  private database: PgliteDatabase | undefined;
  /** `schema.sql` of the files that are run: a statement that is it belongs to the start of the app. */
  private schema: string | undefined;
  private lab: Lab | undefined;
  private opening: Promise<void> = Promise.resolve();
  private lastOpening = 0;

  private readonly calls: Calls = {
    boot: async (parts) => {
      await this.boot(parts);
      return undefined;
    },
    grade: (exercise, job) => this.grade(exercise, job),
    open: async (exercise, files) => {
      await this.open(exercise, files);
      return undefined;
    },
    request: (request, address) => this.openLab().request(request, address),
    tables: () => this.openLab().tables(),
    stop: async () => {
      await this.lab?.stop();
      this.lab = undefined;
      return undefined;
    },
  };

  constructor(send: (message: FromHost) => void) {
    this.send = send;
    this.claims = new Claims(send);
  }

  receive(message: ToHost): void {
    switch (message.type) {
      case 'call':
        void this.answer(message);
        return;
      case 'claimed':
        this.claims.answered(message);
        return;
      case 'app-worker':
        this.handOver(message.id, message.port);
        return;
      case 'no-app-worker':
        this.wanted.get(message.id)?.reject(new Error(message.message));
        this.wanted.delete(message.id);
        return;
      case 'app-worker-died':
        this.deaths.get(message.id)?.(message.message);
        return;
      case 'app-workers-checked':
        for (const tell of this.checking.splice(0)) tell(message.areThere);
        return;
      case 'ping':
        this.send({ type: 'pong' });
    }
  }

  private async answer({ id, method, args }: Extract<ToHost, { type: 'call' }>): Promise<void> {
    try {
      const call = this.calls[method] as (...args: unknown[]) => Promise<unknown>;
      this.send({ type: 'returned', id, value: await call(...args) });
    } catch (error) {
      this.send({ type: 'threw', id, error: sendable(error) });
    }
  }

  private async grade(
    exercise: FixExercise,
    { files, seed, only, startFaults, claims }: HostJob,
  ): Promise<Report> {
    const side = this.newSide(files);
    try {
      return await runSuite({
        exercise,
        files,
        seed,
        ...(only ? { only } : {}),
        startFaults,
        side,
        importSuite: () => declareSuite(exercise.id),
        onEvent: (event) => this.send({ type: 'event', event }),
        ...(claims && { claim: (id: string) => this.claims.ask(id) }),
      });
    } finally {
      await side.close();
    }
  }

  /** One app is open at a time: a new one ends the one before, also when that one is still starting. */
  private open(exercise: FixExercise, files: Files): Promise<void> {
    const number = ++this.lastOpening;
    void this.lab?.stop();
    this.lab = undefined;
    this.opening = this.opening
      .catch(() => {})
      .then(() => {
        if (number !== this.lastOpening) throw new Error('The app was started anew.');
        const lab = new Lab(this.newSide(files), this.send);
        this.lab = lab;
        return lab.start(exercise, files);
      });
    return this.opening;
  }

  private openLab(): Lab {
    if (!this.lab) throw new Error('The app was stopped. Run it again.');
    return this.lab;
  }

  private newSide(files: Files): BrowserGraderSide {
    const { database } = this;
    if (!database) throw new Error('The host was not booted.');
    this.schema = files['schema.sql'];
    return new BrowserGraderSide({ database, takeAppWorker: () => this.takeAppWorker() });
  }

  private async boot(parts: DatabaseParts): Promise<void> {
    this.database = new PgliteDatabase({
      boot: () => bootPglite(parts),
      extensionBundle: loadExtensionBundle,
      setClock: moveDate,
      onRunning: (sql) =>
        this.send(
          sql === undefined ? { type: 'idle' } : { type: 'busy', sql, starting: sql === this.schema },
        ),
      onStatement: (statement) => {
        if (this.lab) this.send({ type: 'statement', statement });
      },
    });
    await this.database.ready();
  }

  private takeAppWorker(): Promise<HandedAppWorker> {
    const id = ++this.lastWorker;
    return new Promise((resolve, reject) => {
      this.wanted.set(id, { resolve, reject });
      this.send({ type: 'take-app-worker', id });
    });
  }

  private handOver(id: number, port: MessagePort): void {
    this.wanted.get(id)?.resolve({
      port,
      terminate: () => {
        this.deaths.delete(id);
        this.send({ type: 'end-app-worker', id });
      },
      isThere: () =>
        new Promise((resolve) => {
          this.checking.push(resolve);
          this.send({ type: 'check-app-workers' });
        }),
      onDeath: (callback) => this.deaths.set(id, callback),
    });
    this.wanted.delete(id);
  }
}

function sendable(error: unknown): SentError {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof AppFaultError ? { message, fault: error.fault } : { message };
}
