/**
 * Takes away what a browser's worker has and Node has not: network, storage, other workers, the channel to the frame.
 * The frame's Content-Security-Policy and opaque origin hold even without this; here the learner gets words instead
 * of a riddle, and packages that probe their surroundings find Node.
 */
import { natives } from './natives.ts';

/** `fetch` as Node has it, without a network. */
function fetch(): Promise<never> {
  const cause = Object.assign(
    new Error('the app has no network here: it can be called, and it reaches its database'),
    {
      code: 'ENETUNREACH',
      errno: -101,
      syscall: 'connect',
    },
  );
  return Promise.reject(new TypeError('fetch failed', { cause }));
}

const TAKEN = [
  'BroadcastChannel EventSource WebSocket WebSocketStream WebTransport Worker SharedWorker XMLHttpRequest',
  'XMLHttpRequestEventTarget XMLHttpRequestUpload importScripts indexedDB caches location name self',
  'postMessage onmessage onmessageerror onerror onunhandledrejection onrejectionhandled onlanguagechange onrtctransform',
  'addEventListener removeEventListener dispatchEvent close origin isSecureContext crossOriginIsolated scheduler trustedTypes',
  'fonts createImageBitmap requestAnimationFrame cancelAnimationFrame reportError webkitRequestFileSystem',
  'webkitRequestFileSystemSync webkitResolveLocalFileSystemURL webkitResolveLocalFileSystemSyncURL storage',
  'CacheStorage Cache IDBFactory FileReaderSync WorkerGlobalScope DedicatedWorkerGlobalScope WorkerLocation WorkerNavigator',
  'Notification PermissionStatus PushManager ServiceWorkerRegistration OffscreenCanvas GPU StorageManager',
]
  .join(' ')
  .split(' ');

export function lockDown(): void {
  for (const name of TAKEN) {
    for (
      let at: object | null = globalThis;
      at !== null && at !== Object.prototype;
      at = Object.getPrototypeOf(at)
    ) {
      const descriptor = Object.getOwnPropertyDescriptor(at, name);
      if (descriptor?.configurable) delete (at as Record<string, unknown>)[name];
      else if (descriptor?.writable) (at as Record<string, unknown>)[name] = undefined;
    }
  }
  set('fetch', fetch);
  set('navigator', {
    hardwareConcurrency: 2,
    language: 'en-US',
    languages: ['en-US'],
    platform: 'linux',
    userAgent: 'Node.js/24',
  });
  // `global` is Node's name; the rest of the names are set by the main part.
  set('global', globalThis);
}

export function set(name: string, value: unknown): void {
  natives.Object.defineProperty(globalThis, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
