/** The learner's own app, running for the console and the tables: not graded. */
import { throughProxy } from '../../../../graders/kit/proxy.ts';
import type { FixExercise } from '../../../course/exercise.ts';
import type { App, Files, HttpRequest, HttpResponse, TableSnapshot } from '../../runtime.ts';
import { applySchema } from '../../schema.ts';
import { snapshotTables } from '../../tables.ts';
import { signed } from '../../webhook-signature.ts';
import type { BrowserGraderSide } from './grader-side.ts';
import type { FromHost } from './link.ts';

/** Where a request comes from when the console names no address. */
const OWN_ADDRESS = '198.51.100.7';

export class Lab {
  private readonly side: BrowserGraderSide;
  private readonly send: (message: FromHost) => void;
  private app: App | undefined;
  private env: Readonly<Record<string, string>> = {};

  constructor(side: BrowserGraderSide, send: (message: FromHost) => void) {
    this.side = side;
    this.send = send;
  }

  /** On an empty database. @throws AppFaultError */
  async start(exercise: FixExercise, files: Files): Promise<void> {
    await this.side.database.reset();
    await applySchema(this.side.database, files);
    this.env = Object.fromEntries(Object.keys(exercise.environment).map((name) => [name, secret()]));
    this.app = await this.side.startApp(
      { files, entry: exercise.entry, env: this.env },
      {
        onLog: (entry) => this.send({ type: 'log', entry }),
        onFault: (fault) => this.send({ type: 'fault', fault }),
      },
    );
  }

  async request(request: HttpRequest, address = OWN_ADDRESS): Promise<HttpResponse> {
    if (!this.app) throw new Error('The app was not started.');
    return this.app.request(throughProxy(complete(await signed(request, this.env)), address));
  }

  tables(): Promise<TableSnapshot[]> {
    return snapshotTables(this.side.database);
  }

  stop(): Promise<void> {
    return this.side.close();
  }
}

/** Adds what no HTTP/1.1 request can do without, where the console left it out. */
function complete(request: HttpRequest): HttpRequest {
  const has = (name: string) => request.headers.some(([key]) => key.toLowerCase() === name);
  const headers = [...request.headers];
  if (!has('host')) headers.unshift(['Host', 'www.example.com']);
  if (request.body && !has('content-length') && !has('transfer-encoding')) {
    headers.push(['Content-Length', String(request.body.byteLength)]);
  }
  return { ...request, headers };
}

/** As `openssl rand -base64 48` would make it. */
function secret(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(48))));
}
