/** The two places where an app of the comparison runs: real Node, and the browser runtime's worker in Chromium. */
import { readFile } from 'node:fs/promises';
import { AppFaultError } from '../../../src/runtimes/faults.ts';
import { AppProcess } from '../../../src/runtimes/node/app-process.ts';
import { PACKAGES } from '../../../src/runtimes/packages.ts';
import type { App, HttpRequest, LogEntry } from '../../../src/runtimes/runtime.ts';
import type { BrowserApp, BrowserHarness } from '../harness.ts';
import type { AppName } from './sample.ts';

export interface Answer {
  status: number;
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  body: Buffer;
  /** Why there is no whole answer. */
  broken?: string;
}

export type Printed = Record<LogEntry['stream'], string>;

/** A running app of one side. */
export interface Side {
  /** Where it listens, as it knows. */
  port: number;
  /** Sends the requests one after another. */
  send(requests: readonly HttpRequest[]): Promise<Answer[]>;
  printed(): Promise<Printed>;
  stop(): Promise<void>;
}

const FILES = ['shared.ts', 'program.ts', 'secrets.ts'];

async function filesOf(app: AppName): Promise<Record<string, string>> {
  const read = async (name: string) =>
    [name, await readFile(new URL(`apps/${name}`, import.meta.url), 'utf8')] as const;
  return Object.fromEntries(await Promise.all([`${app}.ts`, ...FILES].map(read)));
}

export async function openInNode(name: AppName): Promise<Side> {
  const files = await filesOf(name);
  const named = PACKAGES.filter((packageName) => files[`${name}.ts`]?.includes(`'${packageName}'`));
  const process_ = new AppProcess(named);
  const printed: Printed = { stdout: '', stderr: '' };
  let port = 0;
  const app: App = await process_.start({
    files,
    entry: `${name}.ts`,
    env: {},
    databaseUrl: 'postgres://app:app@127.0.0.1:1/app',
    epochMs: Date.now(),
    steady: false,
    onListening: (listening) => {
      port = listening;
    },
    onLog: ({ stream, text }) => {
      printed[stream] += text;
    },
  });
  const sendOne = async (request: HttpRequest): Promise<Answer> => {
    try {
      const { status, headers, body } = await app.request(request);
      return { status, headers, body: Buffer.from(body) };
    } catch (error) {
      if (!(error instanceof AppFaultError)) throw error;
      return { status: 0, headers: [], body: Buffer.alloc(0), broken: JSON.stringify(error.fault) };
    }
  };
  return {
    port,
    async send(requests) {
      const answers: Answer[] = [];
      for (const request of requests) answers.push(await sendOne(request));
      return answers;
    },
    printed: async () => ({ ...printed }),
    stop: () => app.stop(),
  };
}

/** `port`: the other side's, which stands in `Host`. */
export async function openInBrowser(harness: BrowserHarness, name: AppName, port: number): Promise<Side> {
  const app: BrowserApp = await harness.serve(await filesOf(name), { entry: `${name}.ts`, port });
  return {
    port,
    async send(requests) {
      const answers = await app.batch(
        requests.map(({ body, ...request }) => ({
          ...request,
          ...(body ? { body: Buffer.from(body).toString('base64') } : {}),
        })),
      );
      return answers.map((answer) => ({ ...answer, body: Buffer.from(answer.body, 'base64') }));
    },
    printed: () => app.printed(),
    stop: () => app.stop(),
  };
}
