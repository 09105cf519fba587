/** Tells the other tabs, and this page, that the progress changed. */
const CHANNEL = 'other90-progress';

let channel: BroadcastChannel | undefined;
const listeners = new Set<() => void>();

function joined(): BroadcastChannel {
  if (!channel) {
    channel = new BroadcastChannel(CHANNEL);
    channel.addEventListener('message', tell);
  }
  return channel;
}

function tell(): void {
  for (const listener of listeners) listener();
}

export function announceChange(): void {
  joined().postMessage('changed');
  tell();
}

/**
 * Calls `listener` after a change in any tab, and when the page comes back into view: an exercise that was passed in
 * another tab tells nobody.
 */
export function onChange(listener: () => void): void {
  joined();
  listeners.add(listener);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') listener();
  });
  // Back from the back/forward cache.
  addEventListener('pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) listener();
  });
}
