/** The built site on a local port, as a plain static host would serve it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type StaticServer,
  type StaticServerOptions,
  serveFolder,
} from '../../src/runtimes/browser/headless/static-server.ts';
import { isolationHeaders } from '../../src/runtimes/webcontainer/isolation.ts';

/** `OTHER90_SITE` names another build, for who works on the site while something else uses `dist/`. */
export const SITE_FOLDER = process.env.OTHER90_SITE ?? fileURLToPath(new URL('../../dist', import.meta.url));

/** @throws Error that names the command when the site was not built. */
export function builtSite(folder = SITE_FOLDER): string {
  if (!existsSync(`${folder}/index.html`)) {
    throw new Error(`There is no built site in ${folder}. Build it first: npm run build`);
  }
  return folder;
}

/** Serves `dist/` (or another folder). @throws Error that names the command when it was not built. */
export async function serveSite(
  options: StaticServerOptions & { folder?: string } = {},
): Promise<StaticServer> {
  const { folder, ...rest } = options;
  // As `_headers` tells a host to.
  return serveFolder(builtSite(folder), { headers: (address) => isolationHeaders(address), ...rest });
}
