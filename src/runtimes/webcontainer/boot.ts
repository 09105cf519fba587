/**
 * Boots the page's one container. The client's `boot` never rejects and knows no time limit when its host is missing
 * or blocked, and a second call would wait behind the first for ever: so it is called once, watched from outside, and
 * tried again by loading its frame anew.
 */
import type { WebContainer } from '@webcontainer/api';

/** After this it is said that it takes long, in milliseconds. */
export const SLOW_MS = 8_000;
/** After this a try counts as failed, in milliseconds. */
export const LIMIT_MS = 30_000;

export interface BootOptions {
  /** StackBlitz's key; '' for none. */
  apiKey: string;
  /** Told while it waits, a sentence each. */
  onNotice(sentence: string): void;
}

/** The client's own boot, until somebody has taken what comes of it: there is one instance a page. */
let booting: Promise<WebContainer> | undefined;
let isPending = false;

/** Where the client has its host. */
const FRAME = 'iframe[src*="/headless"]';

const CAUSES =
  'the network, a firewall or an ad blocker may keep stackblitz.com away, or this browser blocks its service worker';

/** The container, booted. @throws Error with a sentence for the learner after two tries. */
export async function bootContainer({ apiKey, onNotice }: BootOptions): Promise<WebContainer> {
  if (isPending) loadAnew();
  booting ??= pending(clientBoot(apiKey));
  const slow = setTimeout(
    () => onNotice('WebContainer takes longer than usual; the first time it loads some megabytes'),
    SLOW_MS,
  );
  try {
    const first = await within(booting, LIMIT_MS);
    if (first) return taken(first);
    onNotice(`WebContainer did not answer within ${LIMIT_MS / 1000} seconds (${CAUSES}); trying once more`);
    loadAnew();
    const second = await within(booting, LIMIT_MS);
    if (second) return taken(second);
  } catch (error) {
    booting = undefined;
    throw new Error(refusedWords(error instanceof Error ? error.message : String(error)));
  } finally {
    clearTimeout(slow);
  }
  throw new Error(`WebContainer did not answer, twice: ${CAUSES}`);
}

async function clientBoot(apiKey: string): Promise<WebContainer> {
  // Loaded only now: nobody who does not run it should pay for it.
  const { WebContainer, configureAPIKey } = await import('@webcontainer/api');
  allowReferrer();
  if (apiKey !== '' && !isKeySet) configureAPIKey(apiKey);
  isKeySet = true;
  return WebContainer.boot({ coep: 'require-corp', workdirName: 'other90' });
}

let isKeySet = false;

/** StackBlitz's host answers 404 to who does not tell where they come from; all other pages tell nobody. */
function allowReferrer(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="referrer"]');
  if (meta) meta.content = 'strict-origin-when-cross-origin';
}

function pending(boot: Promise<WebContainer>): Promise<WebContainer> {
  isPending = true;
  const settled = () => {
    isPending = false;
  };
  boot.then(settled, settled);
  return boot;
}

/** The next one who asks gets another, once this one is torn down. */
function taken(instance: WebContainer): WebContainer {
  booting = undefined;
  return instance;
}

function loadAnew(): void {
  const frame = document.querySelector<HTMLIFrameElement>(FRAME);
  if (!frame) return;
  const { src } = frame;
  frame.src = src;
}

function refusedWords(message: string): string {
  return /more instances|single WebContainer/i.test(message)
    ? 'WebContainer refuses another instance: close other tabs that run one, then switch again'
    : `WebContainer could not boot (${message})`;
}

/** The promise's value, or undefined when it takes longer. */
async function within<T>(promise: Promise<T>, limitMs: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
