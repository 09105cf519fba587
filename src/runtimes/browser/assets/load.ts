/** Fetches what PostgreSQL boots from, once for all workers of the page. */
import { cluster, files, wasm } from 'virtual:other90/database-assets';
import type { DatabaseParts } from '../host/link.ts';
import { fetched } from './fetched.ts';

/** @throws Error that tells the learner what to do, when a file can't be had. */
export async function loadDatabaseParts(): Promise<DatabaseParts> {
  const [clusterBlob, filesBlob, module] = await Promise.all([
    inflated(cluster).then((response) => response.blob()),
    inflated(files).then((response) => response.blob()),
    inflated(wasm, 'application/wasm').then((response) => WebAssembly.compileStreaming(response)),
  ]);
  return { cluster: clusterBlob, files: filesBlob, wasm: module };
}

/** The file without its compression, whether or not the host or the browser took that off already. */
export async function inflated(url: string, type = 'application/octet-stream'): Promise<Response> {
  const { body } = await fetched(url);
  const [probe, whole] = body.tee();
  const reader = probe.getReader();
  const { value } = await reader.read();
  void reader.cancel();
  const isGzip = value?.[0] === 0x1f && value[1] === 0x8b;
  const plain = isGzip ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
  return new Response(plain, { headers: { 'Content-Type': type } });
}
