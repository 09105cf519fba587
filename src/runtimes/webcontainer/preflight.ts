/** Whether WebContainer can run here, before anything of it is loaded. */

/** What decides; read by `lookAround` in the page, given by tests. */
export interface Surroundings {
  isSecure: boolean;
  isIsolated: boolean;
  hasSharedMemory: boolean;
  hasServiceWorkers: boolean;
  isInFrame: boolean;
  isOnline: boolean;
  isIos: boolean;
  /** In gigabytes, as far as the browser tells. */
  memory: number | undefined;
  isLocalhost: boolean;
}

export interface Refusal {
  kind:
    | 'insecure'
    | 'frame'
    | 'isolation'
    | 'shared-memory'
    | 'service-workers'
    | 'offline'
    | 'key'
    | 'memory'
    | 'unasked';
  /** A sentence for the learner, without what runs instead. */
  sentence: string;
  /** True when the learner may have it started all the same. */
  mayTry: boolean;
}

/** Below this, a browser gives a page too little for a second Node beside the database. */
const LEAST_MEMORY = 4;

/**
 * Why WebContainer is not started, or undefined when it may be.
 * @param asked whether the learner (or the host, for all of them) wants it; else it would start by itself
 */
export function refusalFor(
  here: Surroundings,
  { hasKey, asked }: { hasKey: boolean; asked: boolean },
): Refusal | undefined {
  const refuse = (kind: Refusal['kind'], sentence: string, mayTry = false): Refusal => ({
    kind,
    sentence,
    mayTry,
  });
  if (!here.isSecure) return refuse('insecure', 'WebContainer needs HTTPS, or localhost');
  if (here.isInFrame) return refuse('frame', "WebContainer does not run inside another site's frame");
  if (!here.isIsolated)
    return refuse('isolation', 'WebContainer needs two isolation headers that this host does not send');
  if (!here.hasSharedMemory)
    return refuse('shared-memory', 'WebContainer needs shared memory, which this browser lacks');
  if (!here.hasServiceWorkers)
    return refuse(
      'service-workers',
      'WebContainer needs service workers, which this browser or this private window blocks',
    );
  if (!here.isOnline) return refuse('offline', 'WebContainer needs a network');
  if (!hasKey && !here.isLocalhost)
    return refuse('key', 'WebContainer needs an API key off localhost, and this build has none');
  if (asked) return undefined;
  if (here.isIos) return refuse('memory', 'WebContainer often runs out of memory on iPhone and iPad', true);
  if (here.memory !== undefined && here.memory < LEAST_MEMORY)
    return refuse('memory', `WebContainer is heavy for a device with ${here.memory} GB of memory`, true);
  if (!hasKey) return refuse('unasked', 'nothing is loaded from another host unless you ask for it', true);
  return undefined;
}

/** Reads the page's surroundings. */
export function lookAround(): Surroundings {
  const { userAgent, maxTouchPoints, onLine } = navigator;
  return {
    isSecure: isSecureContext,
    isIsolated: crossOriginIsolated,
    hasSharedMemory: typeof SharedArrayBuffer === 'function',
    hasServiceWorkers: 'serviceWorker' in navigator,
    isInFrame: window.top !== window.self,
    isOnline: onLine,
    // An iPad presents itself as a Mac, but has fingers on it.
    isIos: /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1),
    memory: (navigator as { deviceMemory?: number }).deviceMemory,
    isLocalhost: ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname),
  };
}
