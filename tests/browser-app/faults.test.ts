import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/runtimes/runtime.ts';
import { BrowserHarness } from './harness.ts';

let harness: BrowserHarness;
beforeAll(async () => {
  harness = await BrowserHarness.open();
});
afterAll(() => harness.close());

const SERVER = (handler: string) => `
  import express from 'express';
  const app = express();
  ${handler}
  app.listen(process.env.PORT);`;

describe('an app that ends', () => {
  it('by throwing while it starts', async () => {
    const app = await harness.start("console.log('before');\nnull.x;");
    expect(await app.over()).toMatchObject({
      kind: 'crash',
      message: "TypeError: Cannot read properties of null (reading 'x')",
      place: { file: 'server.ts', line: 2, column: 6 },
    });
    expect(await app.log()).toBe('before\n');
  });

  it('by throwing later', async () => {
    const app = await harness.start("setTimeout(() => {\n  throw new Error('late');\n}, 1);");
    expect(await app.over()).toMatchObject({ kind: 'crash', message: 'Error: late', place: { line: 2 } });
  });

  it('by a rejection that nobody caught', async () => {
    const app = await harness.start(
      "void (async () => {\n  await null;\n  throw new RangeError('nobody');\n})();\nsetInterval(() => {}, 1000);",
    );
    expect(await app.over()).toMatchObject({
      kind: 'crash',
      message: 'RangeError: nobody',
      place: { line: 3 },
    });
  });

  it('by throwing in a plain http handler', async () => {
    const app = await harness.serve(
      "import { createServer } from 'node:http';\ncreateServer(() => {\n  throw new Error('in handler');\n}).listen(process.env.PORT);",
    );
    void app.request('/').catch(() => {});
    expect(await app.over()).toMatchObject({
      kind: 'crash',
      message: 'Error: in handler',
      place: { line: 3 },
    });
  });

  it('by an error event that nobody listens to', async () => {
    const app = await harness.start(
      "import { EventEmitter } from 'node:events';\nnew EventEmitter().emit('error', new Error('unheard'));",
    );
    expect(await app.over()).toMatchObject({ kind: 'crash', message: 'Error: unheard' });
  });

  it('by something thrown that is no error', async () => {
    const app = await harness.start("throw 'a string';");
    expect(await app.over()).toMatchObject({ kind: 'crash', message: 'a string' });
  });

  it('by process.exit, and nothing of it gets out afterwards', async () => {
    const app = await harness.start(`
      process.on('exit', (code) => console.log('exit', code));
      setTimeout(() => {
        try { process.exit(3); } catch {}
        console.log('still here');
      }, 1);
      setTimeout(() => console.log('and here'), 2);`);
    expect(await app.over()).toEqual({ kind: 'exit', code: 3 });
    expect(await app.log()).toBe('exit 3\n');
    await expect.poll(() => app.dead()).toBe('The app ended itself.');
  });
});

describe('an app that catches', () => {
  it('uncaught exceptions and rejections goes on', async () => {
    const app = await harness.serve(`
      ${SERVER("app.get('/', (q, r) => { r.send('alive'); });")}
      process.on('uncaughtException', (error, origin) => console.log(origin, error.message));
      process.on('unhandledRejection', (reason) => console.log('rejected', reason.message));
      setTimeout(() => { throw new Error('one'); }, 1);
      Promise.reject(new Error('two'));`);
    await app.setClock(Date.now() + 60_000);
    expect((await app.request('/')).body).toBe('alive');
    expect((await app.log()).split('\n').sort()).toEqual(['', 'rejected two', 'uncaughtException one']);
  });
});

describe('an app that prints without end', () => {
  it('is cut off, and answers', async () => {
    const app = await harness.serve(
      SERVER(`
      app.get('/', (q, r) => { for (let n = 0; n < 1_000_000; n += 1) console.log('line', n); r.send('done'); });`),
    );
    expect((await app.request('/')).body).toBe('done');
    const log = await app.log();
    expect(log.length).toBeLessThan(LIMITS.logCharacters + 200);
    expect(log).toContain('what follows is dropped');
    await app.stop();
  });

  it('shows what it printed before an endless loop', async () => {
    const app = await harness.start(
      "console.log('first');\nconst until = performance.now() + 200; while (performance.now() < until); console.log('second'); while (true);",
    );
    await expect.poll(() => app.log()).toBe('first\nsecond\n');
    await app.stop();
  });
});

describe('an app that overwrites globals', () => {
  it.each([
    'Date = null',
    'JSON = { stringify: () => "no", parse: () => ({}) }',
    'Promise = class {}',
    'fetch = () => 1',
    'Map = null; Set = null',
    'setTimeout = setInterval = setImmediate = queueMicrotask = null',
    'postMessage = self = null',
    'MessagePort.prototype.postMessage = () => {}',
    'Array.prototype.push = () => 0; Array.prototype.splice = null',
    'Object.defineProperty = Object.keys = Object.assign = null',
    'process = null; console = null; Buffer = null',
    'Function.prototype.call = Function.prototype.apply = null',
    'Object.prototype.type = "start"; Object.prototype.kind = "exit"',
  ])('still tells its end: %s', async (overwrite) => {
    const app = await harness.start({
      'server.cjs': `const p = process; globalThis.${overwrite};\nthrow new Error('the end');`,
    });
    expect(await app.over()).toMatchObject({ kind: 'crash', message: 'Error: the end', place: { line: 2 } });
  });

  it('still answers pings', async () => {
    const app = await harness.serve(
      SERVER(
        "app.get('/', (q, r) => { globalThis.JSON = globalThis.Promise = globalThis.Date = undefined; r.end('x'); });",
      ),
    );
    expect((await app.request('/')).status).toBe(200);
    await app.ping();
    await app.stop();
  });
});

describe('an endless loop', () => {
  it('costs its worker and nothing else', async () => {
    const app = await harness.start('while (true);');
    await app.stop();
    const next = await harness.serve(SERVER("app.get('/', (q, r) => { r.send('fresh'); });"));
    expect((await next.request('/')).body).toBe('fresh');
    await next.stop();
  });

  it('of microtasks is ended as well', async () => {
    const app = await harness.start('const again = () => Promise.resolve().then(again); again();');
    await app.stop();
    expect(await harness.page.evaluate(() => 1 + 1)).toBe(2);
  });
});
