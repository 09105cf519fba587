/** Writes `service-worker.js` into the built site: the last step, since it lists every file. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { build } from 'esbuild';
import { precacheList } from './precache-list.ts';

export function offline(): AstroIntegration {
  let base = '/';
  return {
    name: 'other90:offline',
    hooks: {
      'astro:config:done': ({ config }) => {
        base = `${config.base.replace(/\/$/, '')}/`;
      },
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        const list = await precacheList(root, base);
        await build({
          entryPoints: [fileURLToPath(new URL('service-worker.ts', import.meta.url))],
          outfile: join(root, 'service-worker.js'),
          bundle: true,
          minify: true,
          format: 'iife',
          target: 'es2022',
          define: {
            PRECACHE: JSON.stringify(list),
            NOT_FOUND: JSON.stringify(`${base}404.html`),
            'process.env.NODE_ENV': '"production"',
          },
        });
        logger.info(`${list.length} files work offline.`);
      },
    },
  };
}
