/**
 * A double of the hosted WebContainer, for tests only: the same page, the same protocol, and behind it real Node
 * processes in a temporary folder. The genuine client can't tell; its faults are switches.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { decode, encode } from '../../../src/runtimes/webcontainer/codec.ts';
import { Instance } from './instance.ts';
import { type BytesMethod, type Faults, type HelperCalls, NO_FAULTS, type RunOptions } from './wire.ts';

const SEEN_BY_ISOLATED_PAGES = {
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

export class Double {
  /** For `globalThis.WEBCONTAINER_API_IFRAME_URL`. */
  origin = '';
  faults: Faults = { ...NO_FAULTS };
  /** How often the page was asked for, whatever came of it. */
  loads = 0;
  private readonly instances: Instance[] = [];
  private readonly server = createServer((request, response) => {
    void this.answer(request, response).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(error.message);
    });
  });
  private released = Promise.withResolvers<void>();
  private page = '';

  static async start(): Promise<Double> {
    const double = new Double();
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('headless.ts', import.meta.url))],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2024',
    });
    double.page = `<!doctype html><meta charset="utf-8"><script type="module">${outputFiles[0]?.text ?? ''}</script>`;
    await new Promise<void>((resolve) => double.server.listen(0, '127.0.0.1', resolve));
    double.origin = `http://localhost:${(double.server.address() as AddressInfo).port}`;
    return double;
  }

  /** Everything that was run since `reset`, in all instances. */
  get ran(): RunOptions[] {
    return this.instances.flatMap(({ ran }) => ran);
  }

  get running(): Instance | undefined {
    return this.instances.at(-1);
  }

  /** Lets a late `init` come. */
  release(): void {
    this.released.resolve();
  }

  /** Ends what runs and takes all faults away. */
  async reset(faults: Partial<Faults> = {}): Promise<void> {
    await Promise.all(this.instances.splice(0).map((instance) => instance.close()));
    this.released.resolve();
    this.released = Promise.withResolvers();
    this.faults = { ...NO_FAULTS, ...faults };
    this.loads = 0;
  }

  async close(): Promise<void> {
    await this.reset();
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    switch (url.pathname) {
      case '/headless':
        this.loads += 1;
        if (this.faults.notFound) response.writeHead(404).end('Not here.');
        else {
          response.writeHead(200, {
            'Content-Type': 'text/html; charset=utf-8',
            ...(this.faults.noCorp ? {} : SEEN_BY_ISOLATED_PAGES),
          });
          response.end(this.page);
        }
        return;
      case '/faults':
        response.end(JSON.stringify(this.faults));
        return;
      case '/released':
        await this.released.promise;
        response.end();
        return;
      case '/call':
        response.end(encode(await this.call(decode((await bodyOf(request)).toString('utf8')) as AnyCall)));
        return;
      case '/bytes': {
        const { searchParams: query } = url;
        const body = await bodyOf(request);
        const instance = this.instances[Number(query.get('instance'))];
        await instance?.[query.get('method') as BytesMethod](query.get('path') ?? '', body);
        response.end();
        return;
      }
      case '/stream':
        response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
        response.flushHeaders();
        this.instances[Number(url.searchParams.get('instance'))]?.follow((told) => {
          response.write(`${encode(told)}\n`);
        });
        return;
      default:
        response.writeHead(404).end();
    }
  }

  private async call({ method, args }: AnyCall): Promise<{ value?: unknown; error?: string }> {
    try {
      if (method === 'build') return { value: this.instances.push(new Instance(() => this.faults)) - 1 };
      // JSON has no undefined.
      const [number, ...rest] = args.map((value) => value ?? undefined) as [number, ...unknown[]];
      const instance = this.instances[number];
      if (!instance) return { error: 'The instance is gone.' };
      if (method === 'teardown') return { value: await instance.close() };
      const act = instance[method] as (...given: unknown[]) => unknown;
      return { value: await act.apply(instance, rest) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}

interface AnyCall {
  method: keyof HelperCalls;
  args: unknown[];
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
