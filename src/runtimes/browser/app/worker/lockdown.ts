/**
 * Takes away what a browser's worker has and Node has not: network, storage, other workers, the channel to the frame.
 * The frame's Content-Security-Policy and opaque origin hold even without this; here the learner gets words instead
 * of a riddle, and packages that probe their surroundings find Node.
 */
import { HOOK } from '../loader/hook.ts';
import { noNetwork } from '../shims/http.ts';
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

/** Node's own globals, listed when this script is built: whatever else a browser has goes. */
declare const __NODE_GLOBALS__: string[];
/** Names that Node has too, but that stand for a network or another thread here. */
const REPLACED = [
  'BroadcastChannel',
  'EventSource',
  'WebSocket',
  'fetch',
  'navigator',
  'localStorage',
  'sessionStorage',
];

class WebSocket {
  constructor() {
    throw noNetwork('WebSocket');
  }
}

/** Everything of the scope and of its prototypes that Node does not have. */
export function lockDown(): void {
  const keep = new Set([...__NODE_GLOBALS__, 'console', 'constructor']);
  for (const name of REPLACED) keep.delete(name);
  for (
    let at: object | null = globalThis;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (keep.has(name) || name.startsWith(HOOK)) continue;
      const descriptor = Object.getOwnPropertyDescriptor(at, name);
      if (descriptor?.configurable) delete (at as Record<string, unknown>)[name];
      else if (descriptor?.writable) (at as Record<string, unknown>)[name] = undefined;
    }
  }
  set('fetch', fetch);
  set('WebSocket', WebSocket);
  set('navigator', {
    hardwareConcurrency: 2,
    language: 'en-US',
    languages: ['en-US'],
    platform: 'linux',
    userAgent: 'Node.js/24',
  });
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
