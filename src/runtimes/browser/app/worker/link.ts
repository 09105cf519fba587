/** App-link's end in the worker: starts the app, hands it its requests, and tells what becomes of it. */

import type { Clock } from '../../../clock.ts';
import type { AppFault } from '../../../faults.ts';
import type { AppStart } from '../../../runtime.ts';
import type { FromApp, ToApp } from '../../app-link.ts';
import { LIBRARIES, libraryScript } from '../libraries/libraries.ts';
import { LoadError, placeIn, ROOT } from '../loader/faults.ts';
import { Loader } from '../loader/loader.ts';
import { hasScript, listedPackages } from '../loader/packages.ts';
import type { Source } from '../loader/source.ts';
import { forgetWarmed, stopWarming, warmed } from '../loader/warm.ts';
import { addFiles } from '../shims/fs.ts';
import { dispatch, onListening } from '../shims/http-server.ts';
import process, { ExitSignal, host } from '../shims/process.ts';
import { packageSpecifiers } from '../specifiers.ts';
import type { Control } from './control.ts';
import { closeLogs, flushLogs, log, openLogs } from './logs.ts';
import { natives } from './natives.ts';
import { afterImmediates } from './ticks.ts';
import { closeWire, openWire, receiveWire } from './wire.ts';

type StartMessage = Extract<ToApp, { type: 'start' }>;

export class AppLink {
  private readonly post: (message: FromApp, transfer?: Transferable[]) => void;
  private readonly clock: Clock;
  private readonly control: Control;
  /** The app is over: nothing of it gets out any more. */
  private over = false;
  private port = 0;
  private files: Readonly<Record<string, string>> = {};
  private readonly hangUps = new natives.Map<number, () => void>();

  constructor(port: MessagePort, clock: Clock, control: Control) {
    const post = port.postMessage.bind(port) as (message: FromApp, transfer: Transferable[]) => void;
    this.post = (message, transfer = []) => {
      if (!this.over) post(message, transfer);
    };
    this.clock = clock;
    this.control = control;
    openLogs((entry) => this.post({ type: 'log', entry }));
    host.write = log;
    host.exit = (code) => this.exit(code);
    onListening.call = (listening) => this.post({ type: 'listening', port: listening });
    port.onmessage = ({ data }: MessageEvent<ToApp>) => {
      if (!this.over) this.receive(data);
    };
  }

  private receive(message: ToApp): void {
    switch (message.type) {
      case 'start':
        void this.start(message);
        return;
      case 'request':
        this.request(message);
        return;
      case 'abandon':
        this.hangUps.get(message.id)?.();
        this.hangUps.delete(message.id);
        return;
      case 'set-clock':
        void this.clock.set(message.epochMs).then(() => this.post({ type: 'clock-set', id: message.id }));
        return;
      case 'ping':
        this.post({ type: 'pong', id: message.id });
        return;
      case 'database-data':
        receiveWire(message.connection, message.bytes);
        return;
      case 'database-closed':
        closeWire(message.connection);
    }
  }

  private async start({ start, port, databaseUrl, epochMs, steady }: StartMessage): Promise<void> {
    this.port = port;
    this.files = start.files;
    addFiles('/app', start.files);
    try {
      const sources = await this.loadPackages(start);
      Object.assign(
        process.env,
        { NODE_ENV: 'production', PORT: String(port), DATABASE_URL: databaseUrl },
        start.env,
      );
      openWire(databaseUrl, (message) =>
        this.post(message, message.type === 'database-data' ? [message.bytes.buffer as ArrayBuffer] : []),
      );
      if (steady) this.clock.detach();
      await this.clock.set(epochMs);
      await this.run(start, sources);
    } catch (error) {
      this.uncaught(error, 'error');
    }
  }

  /** Gives the files that earlier apps had made ready. */
  private async loadPackages({ files, env }: AppStart): Promise<readonly Source[]> {
    stopWarming();
    const listed = listedPackages();
    const packages = [...packageSpecifiers(files, listed)];
    const scripts = new natives.Set(LIBRARIES.map(libraryScript));
    for (const specifier of packages) for (const name of listed[specifier]?.scripts ?? []) scripts.add(name);
    const sources = await this.control.uses(
      packages,
      [...scripts].filter((name) => !hasScript(name)),
    );
    await warmed();
    // Packages that ran ahead read these when they were loaded.
    const early = /^(PG|DEBUG|NODE_|NO_|TRACE_|USER)/;
    if (natives.Object.keys(env).some((name) => early.test(name) && process.env[name] !== env[name])) {
      forgetWarmed();
    }
    return sources;
  }

  private async run(start: AppStart, sources: readonly Source[]): Promise<void> {
    const { files } = start;
    const entry = ROOT + start.entry;
    process.argv = ['/usr/local/bin/node', entry];
    const code = natives.Object.keys(files).filter(
      (path) => /\.[cm]?[jt]s$/.test(path) && !path.endsWith('.d.ts'),
    );
    const loader = new Loader(
      {
        read: (path) => (this.isFile(path) ? files[path.slice(ROOT.length)] : undefined),
        isFile: (path) => this.isFile(path),
      },
      code.some((path) => files[path]?.includes('async_hooks')),
      sources,
    );
    await loader.run(
      entry,
      code.map((path) => ROOT + path),
      (made) => this.control.madeReady(made),
    );
  }

  private request({ id, request }: Extract<ToApp, { type: 'request' }>): void {
    let isAbandoned = false;
    this.hangUps.set(id, () => {
      isAbandoned = true;
    });
    afterImmediates(() => {
      if (isAbandoned) return;
      const hangUp = dispatch(this.port, request, {
        answer: ({ status, headers, body }) => {
          this.hangUps.delete(id);
          // What it printed while it worked stands before its answer.
          flushLogs();
          this.post({ type: 'answer', id, response: { status, headers, body } }, [
            body.buffer as ArrayBuffer,
          ]);
        },
        broken: (message) => {
          this.hangUps.delete(id);
          this.post({ type: 'answer-broken', id, message });
        },
      });
      if (this.hangUps.has(id)) this.hangUps.set(id, hangUp);
    });
  }

  uncaught(error: unknown, kind: 'error' | 'rejection', promise?: Promise<unknown>): void {
    if (this.over || error instanceof ExitSignal) return;
    if (kind === 'rejection' && process.listenerCount('unhandledRejection') > 0) {
      process.emit('unhandledRejection', error, promise);
      return;
    }
    if (!(error instanceof LoadError) && process.listenerCount('uncaughtException') > 0) {
      process.emit(
        'uncaughtException',
        error,
        kind === 'rejection' ? 'unhandledRejection' : 'uncaughtException',
      );
      return;
    }
    this.end(this.faultOf(error));
  }

  private faultOf(error: unknown): AppFault {
    if (error instanceof LoadError) {
      const { fault } = error;
      if (fault.kind !== 'missing-import' || fault.place) return fault;
      // A `require` is found missing while it runs: the stack tells where it stands.
      return { ...fault, place: placeIn(error.stack, (path) => this.isFile(path)) };
    }
    const { message, stack, name } = Object(error) as { message?: unknown; stack?: unknown; name?: unknown };
    const text =
      error instanceof natives.Error || typeof message === 'string'
        ? `${String(name ?? 'Error')}: ${String(message)}`
        : String(error);
    return {
      kind: 'crash',
      message: text,
      stack: typeof stack === 'string' ? stack : undefined,
      place: placeIn(stack, (path) => this.isFile(path)),
    };
  }

  private isFile(path: string): boolean {
    return path.startsWith(ROOT) && natives.Object.hasOwn(this.files, path.slice(ROOT.length));
  }

  private exit(code: number): void {
    if (this.over) return;
    process.emit('exit', code);
    this.end({ kind: 'exit', code: Number.isInteger(code) ? code : 1 });
  }

  private end(fault: AppFault): void {
    if (this.over) return;
    closeLogs();
    this.post({ type: 'fault', fault });
    this.over = true;
    this.control.ended();
    natives.close();
  }
}
