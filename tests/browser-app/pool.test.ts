import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserHarness } from './harness.ts';
import type { Harness } from './harness-page.ts';

/** The page's own. */
declare const harness: Harness;

let browser: BrowserHarness;
beforeAll(async () => {
  browser = await BrowserHarness.open();
});
afterAll(() => browser.close());

const told = async (code: string): Promise<unknown> => {
  const app = await browser.start({
    'server.mjs': `const tell = (v) => { console.log(JSON.stringify(v)); process.exit(); };\n${code}`,
  });
  const fault = await app.over();
  expect(fault, await app.log()).toEqual({ kind: 'exit', code: 0 });
  return JSON.parse(await app.log());
};

describe('isolation', () => {
  it('has no browser in it, only what Node has', async () => {
    const [unknown, ...types] = (await told(
      `tell([Object.getOwnPropertyNames(globalThis), typeof self, typeof window, typeof postMessage, typeof importScripts, typeof XMLHttpRequest, typeof Worker, typeof indexedDB, typeof caches, typeof location, typeof addEventListener]);`,
    )) as [string[], ...string[]];
    const node = new Set(Object.getOwnPropertyNames(globalThis));
    expect(unknown.filter((name) => !node.has(name))).toEqual(['__other90']);
    expect(types).toEqual(Array.from({ length: 10 }, () => 'undefined'));
  });

  it('holds without our clean-up: the frame itself has no network, no storage, no eval', async () => {
    const found = await browser.page.evaluate(async () => {
      const frame = document.querySelector('iframe');
      const policy = /content="([^"]*)"/.exec(frame?.srcdoc ?? '')?.[1] ?? '';
      // A worker of the same making, without our script in it.
      const probe = `(async () => {
        const tell = {};
        const attempt = async (name, run) => { try { tell[name] = String(await run()); } catch (error) { tell[name] = error.name; } };
        await attempt('fetch', () => fetch('${location.origin}/'));
        await attempt('xhr', () => new Promise((resolve, reject) => { const x = new XMLHttpRequest(); x.onload = resolve; x.onerror = () => reject(new TypeError()); x.open('GET', '${location.origin}/'); x.send(); }));
        await attempt('websocket', () => new Promise((resolve, reject) => { const w = new WebSocket('${location.origin.replace('http', 'ws')}/'); w.onopen = resolve; w.onerror = () => reject(new TypeError()); }));
        await attempt('script', () => importScripts('${location.origin}/page.js'));
        await attempt('import', () => import('${location.origin}/page.js'));
        await attempt('eval', () => eval('1'));
        await attempt('indexedDB', () => new Promise((resolve, reject) => { const r = indexedDB.open('x'); r.onsuccess = resolve; r.onerror = () => reject(r.error); }));
        await attempt('caches', () => caches.open('x'));
        tell.origin = origin;
        postMessage(tell);
      })()`;
      const text = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script nonce="${/nonce-([^']*)/.exec(policy)?.[1]}">
        const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(probe).replaceAll('</', '<\\/')}])));
        worker.onmessage = ({ data }) => parent.postMessage(data, '*');</script>`;
      const other = document.createElement('iframe');
      other.setAttribute('sandbox', frame?.getAttribute('sandbox') ?? '');
      other.srcdoc = text;
      const answer = new Promise<Record<string, string>>((resolve) => {
        addEventListener('message', ({ source, data }) => {
          if (source === other.contentWindow) resolve(data as Record<string, string>);
        });
      });
      document.body.append(other);
      return { sandbox: frame?.getAttribute('sandbox'), tell: await answer };
    });
    expect(found.sandbox).toBe('allow-scripts');
    expect(found.tell).toEqual({
      fetch: 'TypeError',
      xhr: 'TypeError',
      websocket: expect.stringMatching(/Error$/),
      script: 'NetworkError',
      import: 'TypeError',
      eval: 'EvalError',
      indexedDB: 'SecurityError',
      caches: expect.stringMatching(/Error$/),
      origin: 'null',
    });
  });

  it('lets one app see nothing of another', async () => {
    await told(
      "globalThis.left = 1; (await import('node:fs')).writeFileSync('/tmp/left', 'x'); (await import('express')).default.left = 1; tell(0);",
    );
    expect(
      await told(
        "const { existsSync } = await import('node:fs'); tell([typeof left, existsSync('/tmp/left'), (await import('express')).default.left ?? null]);",
      ),
    ).toEqual(['undefined', false, null]);
  });
});

describe('the pool', () => {
  it('gives many workers at once', async () => {
    const apps = await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        browser.serve(
          `import http from 'node:http'; http.createServer((q, r) => r.end('${n}')).listen(process.env.PORT);`,
        ),
      ),
    );
    expect(await Promise.all(apps.map(async (app) => (await app.request('/')).body))).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ]);
    await Promise.all(apps.map((app) => app.stop()));
  });

  it('says what is wrong when the files are not served', async () => {
    const message = await browser.page.evaluate(async () => {
      const pool = harness.open('/nowhere/');
      const error = await pool.take().then(
        () => 'taken',
        (reason: Error) => reason.message,
      );
      pool.close();
      return error;
    });
    expect(message).toBe('/nowhere/app-manifest.json answers 404: run "npm run assets" and serve public/.');
  });

  it('runs the packages of the last app ahead, and anew where the environment asks for it', async () => {
    const app =
      "import pg from 'pg'; console.log(JSON.stringify([pg.defaults.user ?? null])); process.exit();";
    for (const [env, user] of [
      [{}, null],
      [{}, null],
      [{ PGUSER: 'somebody' }, null],
      [{ USER: 'somebody' }, 'somebody'],
    ] as const) {
      const started = await browser.start(app, { env });
      await started.over();
      expect(await started.log()).toBe(`${JSON.stringify([user])}\n`);
    }
  });

  it('makes a new frame when the browser took the old one away', async () => {
    await browser.page.evaluate(() => document.querySelector('iframe')?.remove());
    const app = await browser.serve(
      "import http from 'node:http'; http.createServer((q, r) => r.end('again')).listen(process.env.PORT);",
    );
    expect((await app.request('/')).body).toBe('again');
    await app.stop();
  });
});
