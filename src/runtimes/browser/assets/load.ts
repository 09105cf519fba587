/** Fetches what PostgreSQL boots from, once for all workers of the page. */
import { cluster, extensions, files, wasm } from 'virtual:other90/database-assets';
import type { ExtensionName } from '../../postgres/extensions.ts';
import type { DatabaseParts } from '../host/link.ts';

/** @throws Error that tells the learner what to do, when a file can't be had. */
export async function loadDatabaseParts(): Promise<DatabaseParts> {
  const [clusterBlob, filesBlob, module] = await Promise.all([
    inflated(cluster).then((response) => response.blob()),
    inflated(files).then((response) => response.blob()),
    inflated(wasm, 'application/wasm').then((response) => WebAssembly.compileStreaming(response)),
  ]);
  return { cluster: clusterBlob, files: filesBlob, wasm: module };
}

/** The `.tar.gz` of an extension. @throws Error as above. */
export async function loadExtensionBundle(name: ExtensionName): Promise<Uint8Array> {
  const { body } = await fetched(extensions[name]);
  return new Uint8Array(await new Response(body).arrayBuffer());
}

/** The file without its compression, whether or not the host or the browser took that off already. */
async function inflated(url: string, type = 'application/octet-stream'): Promise<Response> {
  const { body } = await fetched(url);
  const [probe, whole] = body.tee();
  const reader = probe.getReader();
  const { value } = await reader.read();
  void reader.cancel();
  const isGzip = value?.[0] === 0x1f && value[1] === 0x8b;
  const plain = isGzip ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
  return new Response(plain, { headers: { 'Content-Type': type } });
}

async function fetched(url: string): Promise<{ body: ReadableStream<Uint8Array<ArrayBuffer>> }> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw new Error(
      'The database could not be loaded: this page is offline, or its host cannot be reached. Check the connection and run it again; once loaded, everything works offline.',
    );
  }
  if (!response.ok || !response.body) {
    throw new Error(
      `The database could not be loaded: ${new URL(url, location.href).pathname} answers ${response.status}. Reload the page; if that stays so, the course was not published completely.`,
    );
  }
  return { body: response.body };
}
