/** The built site on a local port, as a plain static host would serve it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type StaticServer,
  type StaticServerOptions,
  serveFolder,
} from '../../src/runtimes/browser/headless/static-server.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** Serves `dist/` (or another folder). @throws Error that names the command when it was not built. */
export async function serveSite(
  options: StaticServerOptions & { folder?: string } = {},
): Promise<StaticServer> {
  const { folder = DIST, ...rest } = options;
  if (!existsSync(`${folder}/index.html`)) {
    throw new Error(`There is no built site in ${folder}. Build it first: npm run build`);
  }
  return serveFolder(folder, rest);
}
