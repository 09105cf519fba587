/** A page in a real Chromium with the pool in it, served from public/ by a small server. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildAppRuntime } from '../../src/runtimes/browser/build/build.ts';
import type { AppFault } from '../../src/runtimes/faults.ts';
import type { WireConnection, WireEndpoint } from '../../src/runtimes/postgres/relay-types.ts';
import type { Harness, PlainAnswer, SealedAnswer, SealedRequest, StartOptions } from './harness-page.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

declare const harness: Harness;

export interface RequestOptions {
  method?: string;
  headers?: Record<string, string> | Array<[string, string]>;
  body?: string;
  /** Offsets at which the body is cut into chunks. */
  cuts?: readonly number[] | undefined;
  json?: unknown;
}

export class BrowserApp {
  private readonly page: Page;
  readonly id: number;
  constructor(page: Page, id: number) {
    this.page = page;
    this.id = id;
  }

  request(target: string, options: RequestOptions = {}): Promise<PlainAnswer> {
    const headers = Array.isArray(options.headers)
      ? [...options.headers]
      : Object.entries(options.headers ?? {});
    let { body } = options;
    if (options.json !== undefined) {
      headers.push(['Content-Type', 'application/json']);
      body = JSON.stringify(options.json);
    }
    const request = {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      path: target,
      headers,
      body,
      cuts: options.cuts,
    };
    return this.page.evaluate(([id, sent]) => harness.request(id, sent), [this.id, request] as const);
  }

  abandon(target: string): Promise<PlainAnswer> {
    return this.page.evaluate(
      ([id, path]) => harness.request(id, { method: 'GET', path, headers: [] }, true),
      [this.id, target] as const,
    );
  }

  /** Sends requests one after another; bodies are in base64. */
  batch(requests: readonly SealedRequest[]): Promise<SealedAnswer[]> {
    return this.page.evaluate(([id, sent]) => harness.batch(id, sent), [this.id, requests] as const);
  }
  printed(): Promise<Record<'stdout' | 'stderr', string>> {
    return this.page.evaluate((id) => harness.printed(id), this.id);
  }

  started(): Promise<{ port?: number; fault?: AppFault }> {
    return this.page.evaluate((id) => harness.started(id), this.id);
  }
  /** The fault it ends by. */
  over(): Promise<AppFault> {
    return this.page.evaluate((id) => harness.over(id), this.id);
  }
  log(): Promise<string> {
    return this.page.evaluate((id) => harness.log(id), this.id);
  }
  dead(): Promise<string | undefined> {
    return this.page.evaluate((id) => harness.dead(id), this.id);
  }
  setClock(epochMs: number): Promise<void> {
    return this.page.evaluate(([id, to]) => harness.setClock(id, to), [this.id, epochMs] as const);
  }
  ping(): Promise<void> {
    return this.page.evaluate((id) => harness.ping(id), this.id);
  }
  stop(): Promise<void> {
    return this.page.evaluate((id) => harness.stop(id), this.id);
  }
}

export class BrowserHarness {
  readonly page: Page;
  /** Paths that its server was asked for. */
  readonly asked: string[];
  private readonly browser: Browser;
  private readonly server: Server;
  private constructor(page: Page, browser: Browser, server: Server, asked: string[]) {
    this.page = page;
    this.asked = asked;
    this.browser = browser;
    this.server = server;
  }

  static async open(): Promise<BrowserHarness> {
    await buildAppRuntime();
    const { outputFiles } = await build({
      entryPoints: [path.join(root, 'tests/browser-app/harness-page.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2024',
    });
    const script = outputFiles[0]?.text ?? '';
    const asked: string[] = [];
    const server = createServer(async (req, res) => {
      const target = new URL(req.url ?? '/', 'http://localhost').pathname;
      asked.push(target);
      if (target === '/') {
        res
          .setHeader('Content-Type', 'text/html')
          .end('<!doctype html><title>t</title><body><script src="/page.js"></script>');
      } else if (target === '/page.js') {
        res.setHeader('Content-Type', 'text/javascript').end(script);
      } else {
        try {
          res.end(await readFile(path.join(root, 'public', target)));
        } catch {
          res.writeHead(404).end();
        }
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
        ' ',
      ),
    });
    const page = await browser.newPage();
    if (process.env.DEBUG_PAGE) {
      page.on('console', (message) => process.stderr.write(`[page] ${message.text()}\n`));
      page.on('pageerror', (error) => process.stderr.write(`[page error] ${error.stack}\n`));
    }
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return new BrowserHarness(page, browser, server, asked);
  }

  /** From now on the apps' database connections end at `endpoint`. */
  async connectDatabase(endpoint: WireEndpoint): Promise<void> {
    const connections = new Map<string, WireConnection>();
    await this.page.exposeFunction(
      'databaseCall',
      (app: number, type: 'connect' | 'data' | 'closed', connection: number, base64: string) => {
        const key = `${app}/${connection}`;
        if (type === 'data') connections.get(key)?.receive(Buffer.from(base64, 'base64'));
        else if (type === 'closed') connections.get(key)?.closed();
        else {
          const opened = endpoint.connect({
            // The page may be closed by the time that an answer comes.
            send: (bytes) =>
              this.page
                .evaluate(([id, n, text]) => harness.databaseData(id, n, text), [
                  app,
                  connection,
                  Buffer.from(bytes).toString('base64'),
                ] as const)
                .catch(() => {}),
            close: () =>
              this.page
                .evaluate(([id, n]) => harness.databaseClosed(id, n), [app, connection] as const)
                .catch(() => {}),
          });
          connections.set(key, opened);
        }
      },
    );
  }

  /** Starts an app; the first file is the entry unless told otherwise. */
  async start(
    files: Record<string, string> | string,
    options: Omit<StartOptions, 'files'> = {},
  ): Promise<BrowserApp> {
    const all = typeof files === 'string' ? { 'server.ts': files } : files;
    const id = await this.page.evaluate((given) => harness.start(given), { ...options, files: all });
    return new BrowserApp(this.page, id);
  }

  /** Starts an app that has to listen. */
  async serve(
    files: Record<string, string> | string,
    options: Omit<StartOptions, 'files'> = {},
  ): Promise<BrowserApp> {
    const app = await this.start(files, options);
    const { port, fault } = await app.started();
    if (port === undefined) throw new Error(`${JSON.stringify(fault, null, 2)}\n${await app.log()}`);
    return app;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}
