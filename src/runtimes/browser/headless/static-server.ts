/** Serves a folder as a plain static host does: right MIME types, compressed files where they are, nothing else. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

export interface StaticServer {
  /** For example `http://localhost:43210`, without a slash at the end. */
  origin: string;
  /** The files sent so far, in the order of the requests; what a browser had already is not sent. */
  readonly sent: readonly SentFile[];
  close(): Promise<void>;
}

export interface SentFile {
  /** As it was asked for, without a query. */
  path: string;
  /** Of the body, as it went over the wire: without headers, whose length is the host's business. */
  bytes: number;
}

export interface StaticServerOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** Added to every answer, or to the answers of some addresses. */
  headers?: Readonly<Record<string, string>> | ((address: string) => Readonly<Record<string, string>>);
  /** Sends `file.br`, where it lies beside `file`, to browsers that read brotli. */
  brotli?: boolean;
}

/** Starts serving `folder` on localhost. @throws Error when the folder is missing or the port is taken. */
export async function serveFolder(folder: string, options: StaticServerOptions = {}): Promise<StaticServer> {
  const { port = 0, headers = {}, brotli = false } = options;

  // As static hosts do where a site brings its own.
  const notFound = existsSync(`${folder}/404.html`) ? readFileSync(`${folder}/404.html`) : undefined;
  const sent: SentFile[] = [];
  const files = sirv(folder, {
    dev: true,
    etag: true,
    brotli,
    setHeaders: (_response, path, { size }) => sent.push({ path, bytes: size }),
  });
  const server = createServer((request, response) => {
    const added = typeof headers === 'function' ? headers(request.url ?? '/') : headers;
    for (const [name, value] of Object.entries(added)) response.setHeader(name, value);
    files(request, response, () => {
      response.statusCode = 404;
      response.setHeader('Content-Type', `${notFound ? 'text/html' : 'text/plain'}; charset=utf-8`);
      response.end(notFound ?? `There is no ${request.url ?? ''} here.`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
