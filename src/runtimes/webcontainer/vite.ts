/** What the WebContainer runtime needs of Vite: its mounted files, and the isolation headers on its servers. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connect, Plugin } from 'vite';
import { buildContainerAssets } from './build/build.ts';
import { isolationHeaders } from './isolation.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ID = 'virtual:other90/webcontainer-assets';

export function webContainer(): Plugin {
  const isolate: Connect.NextHandleFunction = (request, response, next) => {
    for (const [name, value] of Object.entries(isolationHeaders(request.url ?? '/')))
      response.setHeader(name, value);
    next();
  };
  return {
    name: 'other90:webcontainer',
    // The extensions are named in the page and in the workers: under one name they are published once.
    config: () => ({
      worker: { rolldownOptions: { output: { assetFileNames: '_astro/[name].[hash][extname]' } } },
    }),
    resolveId: (source) => (source === ID ? `\0${ID}` : undefined),
    async load(id) {
      if (id !== `\0${ID}`) return undefined;
      const { programs, hashes } = await buildContainerAssets(`${ROOT}.cache/browser-runtime`);
      return [
        `export { default as programs } from ${JSON.stringify(`/${relative(ROOT, programs)}?url`)};`,
        `export const hashes = ${JSON.stringify(hashes)};`,
      ].join('\n');
    },
    configureServer: ({ middlewares }) => void middlewares.use(isolate),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(isolate),
  };
}
