import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import { defineConfig } from 'astro/config';
import { offline } from './src/offline/integration.ts';
import { browserRuntime } from './src/runtimes/browser/vite.ts';
import { ISOLATION } from './src/runtimes/webcontainer/isolation.ts';
import { webContainer } from './src/runtimes/webcontainer/vite.ts';
import { search } from './src/search/integration.ts';
import { shikiConfig } from './src/styles/shiki-config.ts';
import { workbench } from './src/workbench/vite.ts';

export default defineConfig({
  output: 'static',
  // A host that serves the course below a path sets SITE_BASE=/courses/other-90/ for the build; see docs/host.md.
  base: process.env.SITE_BASE ?? '/',
  trailingSlash: 'always',
  // Only pictures that are shared need to know their host; see docs/host.md.
  ...(process.env.SITE_URL && { site: process.env.SITE_URL }),
  // In this order: the service worker lists what the search has made.
  integrations: [mdx(), preact(), search(), offline()],
  // For `astro dev` and `astro preview`; a host sends these to fewer pages: see `_headers`.
  server: { headers: { ...ISOLATION } },
  // Prefetching an exercise would pull the editor and the database before anybody asked for them.
  prefetch: false,
  devToolbar: { enabled: false },
  build: { inlineStylesheets: 'never' },
  markdown: {
    shikiConfig,
  },
  vite: {
    plugins: [browserRuntime(), webContainer(), workbench()],
    build: {
      // No script or font in the HTML itself: the Content-Security-Policy of a host may forbid both.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
      // The first versions with light-dark(), which the tokens are written in.
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    },
  },
});
