/**
 * The service worker: the whole course is fetched once, in the background, and then works without a network. A new version
 * is fetched beside the old one and takes over when no page of the old one is open, or when the reader asks for it.
 */
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import type { PrecacheFile } from './precache-list.ts';
import { EXERCISE_OPEN, isExercise, TAKE_OVER } from './take-over.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build (`integration.ts`). */
declare const PRECACHE: PrecacheFile[];
declare const NOT_FOUND: string;

cleanupOutdatedCaches();
precacheAndRoute(PRECACHE, {
  // Pages are in the list by their own addresses, and some hosts answer others differently.
  directoryIndex: '',
  cleanURLs: false,
  // Pagefind asks for its index with the time.
  ignoreURLParametersMatching: [/^ts$/],
});

// A page that is not in the list, or one with a query: the network's, and offline the nearest we have.
registerRoute(
  new NavigationRoute(async ({ request, url }) => {
    try {
      return await fetch(request);
    } catch (error) {
      const kept = (await matchPrecache(url.pathname)) ?? (await matchPrecache(NOT_FOUND));
      if (!kept) throw error;
      return kept;
    }
  }),
);

self.addEventListener('message', (event) => {
  if (event.data !== TAKE_OVER) return;
  event.waitUntil(
    (async () => {
      const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
      // The old version's files leave with it, and an open exercise may still need one of them.
      if (pages.some((page) => isExercise(page.url))) event.source?.postMessage(EXERCISE_OPEN);
      else await self.skipWaiting();
    })(),
  );
});
