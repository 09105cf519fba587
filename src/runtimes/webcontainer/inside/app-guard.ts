/**
 * Instead of `node/app-guard.ts`: the container is shut in by the browser that it runs in, and its Node has other
 * insides than the ones that are guarded there.
 */
import type { Guard } from '../../node/app-guard.ts';

export function guardProcess(): Guard {
  return { allowListening() {}, allowConnecting() {} };
}
