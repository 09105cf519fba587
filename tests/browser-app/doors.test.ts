/**
 * What a worker in the app's sandbox can reach when nothing of ours stands in its way: the same probe runs in a worker of the page
 * itself, where the doors are open, so that it is known to find them.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrowserHarness } from './harness.ts';

let browser: BrowserHarness;

beforeAll(async () => {
  browser = await BrowserHarness.open();
  // With one app the page has loaded all that it loads by itself.
  const app = await browser.start({ 'server.ts': 'process.exit();' });
  await app.over();
});
afterAll(() => browser.close());

/** Runs in a worker: what became of each attempt. `origin` is the page's. */
async function probe(origin: string): Promise<Record<string, string>> {
  const tell: Record<string, string> = {};
  const attempt = async (name: string, run: () => unknown) => {
    try {
      await run();
      tell[name] = 'open';
    } catch {
      tell[name] = 'shut';
    }
  };
  const asPromise = (open: (resolve: () => void, reject: (reason: Error) => void) => void) =>
    new Promise<void>((resolve, reject) => open(resolve, () => reject(new Error())));
  const at = (name: string) => `${origin}/door/${name}`;
  await attempt('fetch', () => fetch(at('fetch')));
  await attempt('fetch without CORS', () => fetch(at('no-cors'), { mode: 'no-cors' }));
  await attempt('XMLHttpRequest', () =>
    asPromise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.onload = resolve;
      request.onerror = () => reject(new Error());
      request.open('GET', at('xhr'));
      request.send();
    }),
  );
  await attempt('EventSource', () =>
    asPromise((resolve, reject) => {
      const source = new EventSource(at('events'));
      source.onopen = resolve;
      source.onerror = () => reject(new Error());
    }),
  );
  await attempt('importScripts', () =>
    (globalThis as unknown as { importScripts(url: string): void }).importScripts(`${origin}/page.js`),
  );
  await attempt('import', () =>
    (globalThis as unknown as { load(url: string): Promise<unknown> }).load(`${origin}/door-import`),
  );
  await attempt('a worker from the site', () =>
    asPromise((resolve, reject) => {
      const worker = new Worker(`${origin}/door-worker`);
      worker.onmessage = resolve;
      worker.onerror = () => reject(new Error());
    }),
  );
  await attempt('a worker in the worker', () =>
    asPromise((resolve, reject) => {
      const text = `fetch('${at('inner')}').then(() => postMessage(1), () => postMessage(0))`;
      const worker = new Worker(URL.createObjectURL(new Blob([text])));
      worker.onmessage = ({ data }) => (data === 1 ? resolve() : reject(new Error()));
      worker.onerror = () => reject(new Error());
    }),
  );
  await attempt('eval', () => Reflect.construct(Function, ['return 1'])());
  await attempt('IndexedDB', () =>
    asPromise((resolve, reject) => {
      const request = indexedDB.open('door');
      request.onsuccess = resolve;
      request.onerror = () => reject(new Error());
    }),
  );
  await attempt('caches', () => caches.open('door'));
  await attempt('files', () => navigator.storage.getDirectory());
  await attempt('cookies', () =>
    (globalThis as unknown as { cookieStore: { set(name: string, value: string): void } }).cookieStore.set(
      'door',
      '1',
    ),
  );
  await attempt('locks', () => navigator.locks.request('door', () => {}));
  // Of the page's origin or of none: whoever listens there hears it, or nobody.
  new BroadcastChannel('door').postMessage('from the worker');
  for (const name of [
    'window',
    'document',
    'parent',
    'top',
    'opener',
    'localStorage',
    'sessionStorage',
    'RTCPeerConnection',
    'SharedWorker',
  ])
    tell[name] = name in globalThis ? 'open' : 'shut';
  tell.sendBeacon = 'sendBeacon' in navigator ? 'open' : 'shut';
  tell['service workers'] = 'serviceWorker' in navigator ? 'open' : 'shut';
  return tell;
}

interface Found {
  tell: Record<string, string>;
  /** What the page heard on the channel. */
  heard: string[];
}

/** In a worker of the page's own, or in one of a frame made as the app's is. */
function probed(where: 'page' | 'sandbox'): Promise<Found> {
  // A test's own `import` is turned into something else before it runs.
  const script = `globalThis.load = (url) => import(url); (${probe.toString()})(ORIGIN).then((tell) => postMessage(tell))`;
  return browser.page.evaluate(
    async ([place, text]) => {
      const heard: string[] = [];
      const channel = new BroadcastChannel('door');
      channel.onmessage = ({ data }) => heard.push(String(data));
      const code = text.replace('ORIGIN', JSON.stringify(location.origin));
      const answer = Promise.withResolvers<Record<string, string>>();
      if (place === 'page') {
        const worker = new Worker(URL.createObjectURL(new Blob([code])));
        worker.onmessage = ({ data }) => answer.resolve(data as Record<string, string>);
      } else {
        const model = document.querySelector('iframe');
        const policy = /content="([^"]*)"/.exec(model?.srcdoc ?? '')?.[1] ?? '';
        const nonce = /nonce-([^']*)/.exec(policy)?.[1] ?? '';
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', model?.getAttribute('sandbox') ?? '');
        frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script nonce="${nonce}">
          const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(code).replaceAll('</', '<\\/')}])));
          worker.onmessage = ({ data }) => parent.postMessage(data, '*');</script>`;
        addEventListener('message', ({ source, data }) => {
          if (source === frame.contentWindow) answer.resolve(data as Record<string, string>);
        });
        document.body.append(frame);
      }
      const tell = await answer.promise;
      // What another realm posted before its answer comes by another way.
      const own = new BroadcastChannel('door');
      own.postMessage('the end');
      while (!heard.includes('the end')) await new Promise((resolve) => setTimeout(resolve));
      channel.close();
      own.close();
      return { tell, heard };
    },
    [where, script] as const,
  );
}

it('finds the doors that are open in a worker of the page', async () => {
  const { tell, heard } = await probed('page');
  for (const name of ['fetch', 'XMLHttpRequest', 'IndexedDB', 'caches', 'files', 'locks', 'eval'])
    expect(tell, name).toMatchObject({ [name]: 'open' });
  expect(heard).toContain('from the worker');
  expect(browser.asked).toEqual(
    expect.arrayContaining([
      '/door/fetch',
      '/door/no-cors',
      '/door/xhr',
      '/door/inner',
      '/page.js',
      '/door-import',
      '/door-worker',
    ]),
  );
});

it('finds every one of them shut in the sandbox, and nothing is asked of the network', async () => {
  browser.asked.length = 0;
  const { tell, heard } = await probed('sandbox');
  // A worker in the worker starts, and has nothing that the first one has not.
  expect(Object.entries(tell).filter(([, state]) => state !== 'shut')).toEqual([]);
  expect(heard).toEqual(['the end']);
  expect(browser.asked).toEqual([]);
});
