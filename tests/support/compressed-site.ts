/** The built site as a host in production serves it: compressed ahead of time, hashed names cached for ever. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { type StaticServer, serveFolder } from '../../src/runtimes/browser/headless/static-server.ts';
import { isolationHeaders } from '../../src/runtimes/webcontainer/isolation.ts';
import { builtSite } from './site.ts';

/** What hosts compress; `.bin`, fonts and pictures are compressed already. */
const COMPRESSED = new Set(['.html', '.css', '.js', '.json', '.svg', '.ttf', '.webmanifest']);
/** Brotli's own default. A file of more than this many bytes would take ten seconds for a tenth less: the TypeScript compiler. */
const LARGE = 5_000_000;
const qualityFor = ({ length }: Uint8Array) => (length > LARGE ? 9 : constants.BROTLI_DEFAULT_QUALITY);

const brotli = promisify(brotliCompress);

/** Serves a compressed copy, which `close` removes. @throws Error that names the command when the site was not built. */
export async function serveCompressedSite(): Promise<StaticServer> {
  const folder = await mkdtemp(join(tmpdir(), 'other90-compressed-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await cp(builtSite(), folder, { recursive: true });
    await compressFiles(folder);
    const server = await serveFolder(folder, { brotli: true, headers });
    return { ...server, close: () => server.close().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** As `docs/host.md` asks of a host. */
const headers = (address: string) => ({
  ...isolationHeaders(address),
  'Cache-Control': address.startsWith('/_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache',
});

async function compressFiles(folder: string): Promise<void> {
  const all = await readdir(folder, { recursive: true });
  await Promise.all(
    all
      .filter((name) => COMPRESSED.has(extname(name)))
      .map(async (name) => {
        const plain = await readFile(join(folder, name));
        const params = { [constants.BROTLI_PARAM_QUALITY]: qualityFor(plain) };
        await writeFile(join(folder, `${name}.br`), await brotli(plain, { params }));
      }),
  );
}
