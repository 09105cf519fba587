/** What the WebContainer runtime needs of Vite: its mounted files. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { buildContainerAssets } from './build/build.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ID = 'virtual:other90/webcontainer-assets';

export function webContainer(): Plugin {
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
  };
}
