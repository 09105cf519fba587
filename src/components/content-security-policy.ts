/**
 * What a page of the course may do, as a Content-Security-Policy in its head, so that it holds on every static host. An
 * exercise's app runs under a stricter one of its own, in a frame that takes this one over as well.
 */
import { frameScript } from 'virtual:other90/frame-script';

/** Where StackBlitz's WebContainer lives; only a page that offers it may frame them. */
const WEBCONTAINER_HOSTS = [
  'https://stackblitz.com',
  'https://*.staticblitz.com',
  'https://*.webcontainer.io',
];

export function contentSecurityPolicy({ framesWebContainer }: { framesWebContainer: boolean }): string {
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'none'"],
    // No inline script but the sandbox's own, no eval. WebAssembly is PostgreSQL and the search; the learner's modules are blobs.
    'script-src': ["'self'", 'blob:', "'wasm-unsafe-eval'", frameScript],
    'worker-src': ["'self'", 'blob:'],
    // Monaco and xterm write the styles of their lines themselves.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'manifest-src': ["'self'"],
    'frame-src': framesWebContainer ? WEBCONTAINER_HOSTS : ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
