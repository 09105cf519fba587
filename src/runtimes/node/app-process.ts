/** One process for one app of the learner's: spawned ahead of need, started once, watched, ended. */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { sep } from 'node:path';
import type { Readable } from 'node:stream';
import { type AppFault, AppFaultError } from '../faults.ts';
import {
  type App,
  type AppStart,
  type HttpRequest,
  type HttpResponse,
  LIMITS,
  type LogEntry,
} from '../runtime.ts';
import { toldFault } from '../told.ts';
import { AppErrors } from './app-errors.ts';
import { makeAppFolder, removeAppFolder, writeAppFiles } from './app-folders.ts';
import { excessOf } from './app-footprint.ts';
import { stripTypes } from './app-host-script.ts';
import { AppLogs } from './app-logs.ts';
import { freePort } from './app-ports.ts';
import { type AppControl, spawnAppHost } from './app-spawn.ts';
import type { FromAppProcess, Signed, ToAppProcess } from './control.ts';
import { BrokenExchange, exchange } from './http-exchange.ts';
import { hadItsTurn, type Stopwatch, startProcessStopwatch, wasIdle } from './wait.ts';

const PING_MS = 500;
/** How often it is seen what the app takes of the machine. */
const LOOK_MS = 250;
/** After listening on a wrong port, an app may still come to listen on the right one. */
const SECOND_PORT_MS = 1_000;
/** How long a process that closed its connection may take to tell why it ends. */
const LAST_WORDS_MS = 2_000;

export interface AppProcessStart extends AppStart {
  databaseUrl: string;
  epochMs: number;
  /** The machine's date may be set, the app's goes on all the same. */
  steady: boolean;
  onLog?(entry: LogEntry): void;
  onFault?(fault: AppFault): void;
  /** It listens, on this port of 127.0.0.1. */
  onListening?(port: number): void;
}

export interface RunningApp extends App {
  /** Requests that were sent and have no answer yet. */
  readonly requestsUnderway: number;
}

export class AppProcess {
  /** Settles when a start may come. Rejects when our own part of the process fails. */
  readonly ready: Promise<void>;
  private readonly folder: string;
  private readonly child: ChildProcess;
  private readonly control: AppControl;
  private readonly exited: Promise<void>;
  private readonly token = randomUUID();
  private receiver: ((message: FromAppProcess) => void) | undefined;
  private started = false;

  /** `packages`: what is loaded before the app comes. */
  constructor(packages: readonly string[]) {
    this.folder = makeAppFolder();
    const { child, control } = spawnAppHost(this.folder, packages);
    this.child = child;
    this.control = control;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.ready.catch(() => {});
    let early = '';
    const keepEarly = (text: Buffer) => {
      early += text.toString();
    };
    this.child.stderr?.on('data', keepEarly);
    this.exited = new Promise((ended) => {
      this.child.once('error', (error) => {
        reject(error);
        ended();
      });
      this.child.once('exit', () => {
        reject(new Error(`The process for the app did not come up: ${early.slice(0, 2000)}`));
        ended();
      });
    });
    this.control.onLine((line) => {
      const message = this.signed(line);
      if (!message) return;
      if (message.type === 'ready') {
        this.child.stderr?.off('data', keepEarly);
        resolve();
      } else this.receiver?.(message);
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Runs the app. Once. @throws AppFaultError */
  async start(start: AppProcessStart): Promise<RunningApp> {
    this.started = true;
    try {
      await this.ready;
      writeAppFiles(this.folder, start.files);
      const running = new RunningAppProcess({
        child: this.child,
        folder: this.folder,
        control: this.control,
        exited: this.exited,
        start,
        errors: new AppErrors(this.folder + sep),
        send: (message) => this.send(message),
        end: () => this.end(),
      });
      this.receiver = (message) => running.receive(message);
      const port = await freePort();
      const { NODE_ENV, PORT, ...env } = { ...start.env };
      this.send({
        type: 'start',
        token: this.token,
        entry: start.entry,
        stripped: stripTypes(start.files),
        env: { ...env, NODE_ENV: 'production', PORT: String(port), DATABASE_URL: start.databaseUrl },
        port,
        epochMs: start.epochMs,
        steady: start.steady,
        sentAt: realNow(),
      });
      await running.listening(port);
      start.onListening?.(port);
      return running;
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  /** Ends the process and removes its folder, whatever it does. Idempotent. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
    this.control.destroy();
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    removeAppFolder(this.folder);
  }

  /** Lets our own process end although this one waits for work. */
  unref(): void {
    this.child.unref();
    this.control.unref();
    for (const stream of [this.child.stdout, this.child.stderr]) {
      (stream as Partial<{ unref(): void }> | null)?.unref?.();
    }
  }

  private send(message: ToAppProcess): void {
    this.control.send(JSON.stringify(message));
  }

  private signed(line: string): FromAppProcess | undefined {
    try {
      const message = JSON.parse(line) as Signed<FromAppProcess>;
      return message.token === (this.started ? this.token : '') || message.type === 'ready'
        ? message
        : undefined;
    } catch {
      return undefined;
    }
  }
}

interface RunningParts {
  child: ChildProcess;
  folder: string;
  control: AppControl;
  exited: Promise<void>;
  start: AppProcessStart;
  errors: AppErrors;
  send(message: ToAppProcess): void;
  end(): Promise<void>;
}

class RunningAppProcess implements RunningApp {
  fault: AppFault | undefined;
  requestsUnderway = 0;
  private readonly parts: RunningParts;
  private readonly output: AppLogs;
  private readonly gone = Promise.withResolvers<never>();
  private readonly up = Promise.withResolvers<void>();
  private address = { host: '127.0.0.1', port: 0 };
  private isListening = false;
  private isStopped = false;
  /** The last error that nobody caught. */
  private uncaught: AppFault | undefined;
  /** The process ended by itself: nothing was left to do. */
  private isDone = false;
  /** What waits for the app; while something does, it has to show that its event loop turns. */
  private waiting = 0;
  private silence: Stopwatch | undefined;
  private pinging: NodeJS.Timeout | undefined;
  /** From its start to its end, whether anybody waits for it or not: what it takes of the machine. */
  private readonly looking: NodeJS.Timeout;
  private readonly clockCalls = new Map<number, () => void>();
  private lastCall = 0;

  constructor(parts: RunningParts) {
    this.parts = parts;
    this.output = new AppLogs(parts.start.onLog);
    this.gone.promise.catch(() => {});
    const { child } = parts;
    this.looking = setInterval(() => {
      const excess = excessOf(child.pid, parts.folder);
      if (excess) this.die(excess);
    }, LOOK_MS).unref();
    for (const stream of ['stdout', 'stderr'] as const) this.output.follow(stream, child[stream] as Readable);
    // `close`: after the last word on both pipes.
    child.once('close', (code, signal) => this.ended(code, signal));
  }

  get logs(): readonly LogEntry[] {
    return this.output.entries;
  }

  /** Resolves when the app listens where it should. @throws AppFaultError */
  async listening(port: number): Promise<void> {
    this.address.port = port;
    const { pid } = this.parts.child;
    const limit = startProcessStopwatch({ pid, limitMs: LIMITS.startMs, holds: wasIdle }, () => {
      this.die({ kind: 'never-listens', limitMs: LIMITS.startMs });
    });
    try {
      await this.watched('starting', this.up.promise);
    } finally {
      limit.stop();
    }
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    if (this.fault) throw new AppFaultError(this.fault);
    const { method, path } = request;
    const { response, abandon } = exchange(this.address, request);
    this.requestsUnderway += 1;
    const { pid } = this.parts.child;
    const limit = startProcessStopwatch({ pid, limitMs: LIMITS.answerMs, holds: wasIdle }, () => {
      late.reject(new AppFaultError({ kind: 'no-answer', limitMs: LIMITS.answerMs, method, path }));
    });
    const late = Promise.withResolvers<never>();
    try {
      return await this.watched('answering', Promise.race([response, late.promise]));
    } catch (error) {
      if (!(error instanceof BrokenExchange)) throw error;
      await this.lastWords();
      if (this.fault) throw new AppFaultError(this.fault);
      throw new AppFaultError({ kind: 'broken-answer', message: error.message, method, path });
    } finally {
      this.requestsUnderway -= 1;
      limit.stop();
      abandon();
    }
  }

  async setClock(epochMs: number): Promise<void> {
    if (this.fault) throw new AppFaultError(this.fault);
    this.lastCall += 1;
    const id = this.lastCall;
    const done = new Promise<void>((resolve) => this.clockCalls.set(id, resolve));
    this.parts.send({ type: 'set-clock', id, epochMs, sentAt: realNow() });
    await this.watched('answering', done);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.looking);
    this.fault ??= { kind: 'exit', code: 0 };
    this.gone.reject(new AppFaultError(this.fault));
    this.relax();
    await this.parts.end();
  }

  receive(message: FromAppProcess): void {
    switch (message.type) {
      case 'listening':
        if (message.port !== this.address.port) return;
        // At which address it says so is not believed: requests go to this machine only.
        this.isListening = true;
        this.up.resolve();
        return;
      case 'wrong-port':
        setTimeout(() => {
          if (this.isListening) return;
          this.die({ kind: 'wrong-port', port: Number(message.port) || 0, expected: this.address.port });
        }, SECOND_PORT_MS).unref();
        return;
      case 'fault':
        this.uncaught = toldFault(message.fault);
        return;
      case 'done':
        this.isDone = true;
        return;
      case 'clock-set':
        this.clockCalls.get(message.id)?.();
        this.clockCalls.delete(message.id);
        return;
      case 'pong':
        this.silence?.restart();
    }
  }

  /** Waits for the app, which meanwhile has to show that its event loop turns. */
  private async watched<T>(what: 'starting' | 'answering', work: Promise<T>): Promise<T> {
    this.waiting += 1;
    if (this.waiting === 1) this.watch(what);
    try {
      return await Promise.race([work, this.gone.promise]);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0) this.relax();
    }
  }

  private watch(what: 'starting' | 'answering'): void {
    const { pid } = this.parts.child;
    this.silence = startProcessStopwatch({ pid, limitMs: LIMITS.blockedMs, holds: hadItsTurn }, () => {
      this.die({ kind: 'blocked', limitMs: LIMITS.blockedMs, while: what });
    });
    this.pinging = setInterval(() => {
      this.parts.send({ type: 'ping' });
    }, PING_MS);
  }

  private relax(): void {
    this.silence?.stop();
    clearInterval(this.pinging);
  }

  /** The app has lost: it is ended. */
  private die(fault: AppFault): void {
    if (this.fault) return;
    this.fault = fault;
    clearInterval(this.looking);
    this.parts.child.kill('SIGKILL');
    this.relax();
    this.gone.reject(new AppFaultError(fault));
    if (!this.isStopped) this.parts.start.onFault?.(fault);
  }

  private ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.die(this.faultOfEnd(code, signal));
  }

  private faultOfEnd(code: number | null, signal: NodeJS.Signals | null): AppFault {
    if (/JavaScript heap out of memory|Reached heap limit/.test(this.output.errorTail)) {
      return { kind: 'out-of-memory', limitMegabytes: LIMITS.heapMegabytes };
    }
    if (this.uncaught && code !== 0) return this.withPlace(this.uncaught);
    // 13: the entry module awaits what never comes.
    if (!this.isListening && (this.isDone || code === 13)) {
      return { kind: 'never-listens', limitMs: LIMITS.startMs };
    }
    if (code === null) {
      return { kind: 'crash', message: `the process was ended by ${signal ?? 'the system'}` };
    }
    return { kind: 'exit', code };
  }

  /** Where an ES module could not be parsed, Node only prints. */
  private withPlace(fault: AppFault): AppFault {
    const [, message] =
      (fault.kind === 'crash' && !fault.place && /^SyntaxError: (.*)$/s.exec(fault.message)) || [];
    if (message === undefined) return fault;
    return this.parts.errors.compileFaultIn(this.output.errorTail, message) ?? fault;
  }

  /** A connection that was cut may be the first sign of the process's end. */
  private async lastWords(): Promise<void> {
    const { child, control } = this.parts;
    if (this.fault) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    child.once('close', resolve);
    // An event loop that still turns is not ending.
    const stopListening = control.onLine((line) => {
      if (line.includes('"pong"')) resolve();
    });
    const timer = setTimeout(resolve, LAST_WORDS_MS);
    this.parts.send({ type: 'ping' });
    await promise;
    clearTimeout(timer);
    child.off('close', resolve);
    stopListening();
  }
}

/** Taken before the grader's `Date` moves: the app's process has real time. */
const realNow = Date.now.bind(Date);
