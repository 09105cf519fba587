/** Serves a folder as a plain static host does: right MIME types, compressed text, nothing else. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import compression from 'compression';
import type { Request, Response } from 'express';
import sirv from 'sirv';

export interface StaticServer {
  /** For example `http://localhost:43210`, without a slash at the end. */
  origin: string;
  /** Bytes of answers sent so far, headers included, as they went over the wire. */
  readonly sentBytes: number;
  close(): Promise<void>;
}

export interface StaticServerOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** Added to every answer, or to the answers of some addresses. */
  headers?: Readonly<Record<string, string>> | ((address: string) => Readonly<Record<string, string>>);
  /** Compresses what static hosts compress (brotli, else gzip): text, scripts, WebAssembly. Costs time on each request. */
  compress?: boolean;
}

/** Starts serving `folder` on localhost. @throws Error when the folder is missing or the port is taken. */
export async function serveFolder(folder: string, options: StaticServerOptions = {}): Promise<StaticServer> {
  const { port = 0, headers = {}, compress = false } = options;
  const files = sirv(folder, { dev: true, etag: true });
  const compressed = compression();
  // As static hosts do where a site brings its own.
  const notFound = existsSync(`${folder}/404.html`) ? readFileSync(`${folder}/404.html`) : undefined;
  let sentBytes = 0;
  const server = createServer((request, response) => {
    const added = typeof headers === 'function' ? headers(request.url ?? '/') : headers;
    for (const [name, value] of Object.entries(added)) response.setHeader(name, value);
    const before = request.socket.bytesWritten;
    response.once('close', () => {
      sentBytes += request.socket.bytesWritten - before;
    });
    const serve = () =>
      files(request, response, () => {
        response.statusCode = 404;
        response.setHeader('Content-Type', `${notFound ? 'text/html' : 'text/plain'}; charset=utf-8`);
        response.end(notFound ?? `There is no ${request.url ?? ''} here.`);
      });
    if (compress) compressed(request as Request, response as Response, serve);
    else serve();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    get sentBytes() {
      return sentBytes;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
