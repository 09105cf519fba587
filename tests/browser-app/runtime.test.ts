import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserHarness } from './harness.ts';

let harness: BrowserHarness;
beforeAll(async () => {
  harness = await BrowserHarness.open();
});
afterAll(() => harness.close());

/** Runs the code, which calls `tell(value)`, and gives the values told. */
async function told(code: string): Promise<unknown[]> {
  const app = await harness.start({
    'server.mjs': `const tell = (value) => console.log(JSON.stringify(value));\n${code}\nprocess.exit();`,
  });
  const fault = await app.over();
  const log = await app.log();
  expect(fault, log).toEqual({ kind: 'exit', code: 0 });
  return log
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

describe('the event loop', () => {
  it('runs ticks, promises, timers and immediates in the order of Node', async () => {
    expect(
      await told(`const order = []; const add = (name) => () => order.push(name);
        await new Promise((resolve) => setTimeout(() => {
          Promise.resolve().then(add('promise')); queueMicrotask(add('microtask'));
          process.nextTick(() => { order.push('tick 1'); process.nextTick(add('tick 3')); Promise.resolve().then(add('promise of tick')); });
          process.nextTick(add('tick 2')); setImmediate(add('immediate')); setTimeout(() => { order.push('timeout'); resolve(); }, 5);
          order.push('sync');
        }, 1));
        tell(order);`),
    ).toEqual([
      [
        'sync',
        'tick 1',
        'tick 2',
        'tick 3',
        'promise',
        'microtask',
        'promise of tick',
        'immediate',
        'timeout',
      ],
    ]);
  });

  it('has timers that can be cleared, refreshed, unreferenced and awaited', async () => {
    expect(
      await told(`import { setTimeout as sleep, setImmediate as soon, setInterval as every } from 'node:timers/promises'; import { promisify } from 'node:util';
        const order = []; const gone = setTimeout(() => order.push('gone'), 1); clearTimeout(gone);
        const immediate = setImmediate(() => order.push('gone')); clearImmediate(immediate);
        const timer = setTimeout(() => order.push('kept'), 2).unref(); tell([timer.hasRef(), typeof timer.refresh, Number(timer) > 0]);
        let n = 0; for await (const value of every(1, 'v')) { if (++n === 2) { order.push(value); break; } }
        order.push(await sleep(5, 'slept'), await soon('soon'), await promisify(setTimeout)(1, 'promised'));
        tell(order.sort());
        tell(await sleep(1000, 0, { signal: AbortSignal.abort() }).catch((e) => [e.name, e.code]));`),
    ).toEqual([
      [false, 'function', true],
      ['kept', 'promised', 'slept', 'soon', 'v'],
      ['AbortError', 'ABORT_ERR'],
    ]);
  });

  it('moves its clock with everything that hangs on it', async () => {
    const epochMs = Date.UTC(2026, 0, 1);
    const app = await harness.serve(
      `import http from 'node:http';
      const fired = []; setTimeout(() => fired.push('15 min ' + new Date().toISOString().slice(0, 16)), 15 * 60_000); setInterval(() => fired.push('hour'), 3_600_000);
      const at = performance.now(); const hr = process.hrtime.bigint();
      http.createServer((q, r) => r.end(JSON.stringify([new Date().toISOString().slice(0, 16), Math.round((performance.now() - at) / 3_600_000), Number((process.hrtime.bigint() - hr) / 3_600_000_000_000n), fired]))).listen(process.env.PORT);`,
      { epochMs },
    );
    await app.setClock(epochMs + 2 * 3_600_000 + 60_000);
    const answer = await app.request('/');
    expect(JSON.parse(answer.body)).toEqual([
      '2026-01-01T02:01',
      2,
      2,
      ['15 min 2026-01-01T00:15', 'hour', 'hour'],
    ]);
    expect(answer.headers.find(([name]) => name === 'Date')?.[1]).toMatch(/^Thu, 01 Jan 2026 02:01/);
    await app.stop();
  });
});

describe('AsyncLocalStorage', () => {
  it('is kept across await, callbacks, timers and Express handlers', async () => {
    const app = await harness.serve(`
      import { AsyncLocalStorage } from 'node:async_hooks'; import express from 'express'; import bcrypt from 'bcrypt';
      const storage = new AsyncLocalStorage<{ id: string }>(); const app = express();
      const id = () => storage.getStore()?.id ?? 'none';
      const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const deep = async () => { await sleep(3); try { await Promise.reject(new Error('x')); } catch { await null; } return id(); };
      app.use((req, res, next) => storage.run({ id: String(req.headers['x-id']) }, next));
      app.get('/', async (req, res) => {
        const seen = [id()]; await sleep(2); seen.push(id(), await deep()); await bcrypt.hash('a', 4); seen.push(id());
        await Promise.all([sleep(1).then(() => seen.push(id())), new Promise<void>((resolve) => setImmediate(() => { seen.push(id()); resolve(); }))]);
        process.nextTick(() => { seen.push(id()); res.json(seen); });
      });
      app.listen(process.env.PORT); setInterval(() => { if (id() !== 'none') throw new Error('leaked'); }, 1);`);
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((id) => app.request('/', { headers: { 'X-Id': id } })),
    );
    expect(answers.map(({ body }) => JSON.parse(body))).toEqual(
      ['a', 'b', 'c'].map((id) => Array(7).fill(id)),
    );
    await app.stop();
  });
});

describe('files', () => {
  it('are the learner’s in /app, and written ones in memory', async () => {
    const app = await harness.start({
      'server.mjs': `import fs, { readFileSync } from 'node:fs'; import { readFile, writeFile, mkdir, readdir, stat, rm } from 'node:fs/promises'; import path from 'node:path';
        const tell = (value) => console.log(JSON.stringify(value));
        tell([readFileSync('schema.sql', 'utf8'), process.cwd(), fs.existsSync(new URL('./schema.sql', import.meta.url)), fs.readdirSync('.').sort()]);
        await mkdir('/tmp/a/b', { recursive: true }); await writeFile('/tmp/a/b/c.txt', 'text'); fs.appendFileSync('/tmp/a/b/c.txt', ' more');
        tell([await readFile('/tmp/a/b/c.txt', 'utf8'), (await stat('/tmp/a/b/c.txt')).size, await readdir('/tmp/a'), path.resolve('x')]);
        await rm('/tmp/a', { recursive: true }); tell(await readFile('/tmp/a/b/c.txt').catch((e) => e.code));
        const stream = fs.createWriteStream('/tmp/s'); stream.end('streamed', () => { fs.createReadStream('/tmp/s').on('data', (d) => { tell(String(d)); process.exit(); }); });`,
      'schema.sql': 'SELECT 1;',
    });
    await app.over();
    expect(
      (await app.log())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      ['SELECT 1;', '/app', true, expect.arrayContaining(['schema.sql', 'server.mjs'])],
      ['text more', 9, ['b'], '/app/x'],
      'ENOENT',
      'streamed',
    ]);
  });
});

describe('cryptography', () => {
  it('gives what Node gives', async () => {
    const crypto = await import('node:crypto');
    const key = Buffer.alloc(32, 1);
    const iv = Buffer.alloc(12, 2);
    const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
    const sealed = Buffer.concat([cipher.update('secret'), cipher.final()]).toString('hex');
    const expected = [
      ...['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sha3-256', 'ripemd160'].map((name) =>
        crypto.createHash(name).update('ü').digest('base64url'),
      ),
      crypto.createHmac('sha512', 'k').update('a').update('b').digest('hex'),
      crypto.pbkdf2Sync('p', 'salt-salt', 1000, 32, 'sha512').toString('hex'),
      crypto.pbkdf2Sync('p', 'salt-salt', 1000, 32, 'sha512').toString('hex'),
      Buffer.from(crypto.hkdfSync('sha256', 'k', 's', 'i', 42)).toString('hex'),
      crypto.hash('sha256', 'x'),
      [sealed, cipher.getAuthTag().toString('hex')],
      'secret',
      [true, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH'],
      [36, 16, true, 'ERR_CRYPTO_INVALID_DIGEST'],
    ];
    expect(
      await told(`import * as crypto from 'node:crypto'; import { promisify } from 'node:util';
        for (const name of ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sha3-256', 'ripemd160']) tell(crypto.createHash(name).update('ü').digest('base64url'));
        tell(crypto.createHmac('sha512', 'k').update('a').update('b').digest('hex'));
        tell(crypto.pbkdf2Sync('p', 'salt-salt', 1000, 32, 'sha512').toString('hex'));
        tell((await promisify(crypto.pbkdf2)('p', 'salt-salt', 1000, 32, 'sha512')).toString('hex'));
        tell(Buffer.from(crypto.hkdfSync('sha256', 'k', 's', 'i', 42)).toString('hex'));
        tell(crypto.hash('sha256', 'x'));
        const key = Buffer.alloc(32, 1), iv = Buffer.alloc(12, 2);
        const cipher = crypto.createCipheriv('aes-256-gcm', key, iv); const sealed = Buffer.concat([cipher.update('secret'), cipher.final()]);
        tell([sealed.toString('hex'), cipher.getAuthTag().toString('hex')]);
        const open = crypto.createDecipheriv('aes-256-gcm', key, iv); open.setAuthTag(cipher.getAuthTag()); tell(open.update(sealed, null, 'utf8') + open.final('utf8'));
        let code; try { crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('ab')); } catch (e) { code = e.code; }
        tell([crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')), code]);
        try { crypto.createHmac('nope', 'k'); } catch (e) { code = e.code; }
        const n = crypto.randomInt(3, 5); tell([crypto.randomUUID().length, crypto.randomBytes(16).length, n === 3 || n === 4, code]);`),
    ).toEqual(expected);
  });

  it('has the web’s as well', async () => {
    expect(
      await told(`const { subtle } = crypto; const text = new TextEncoder();
        const hex = (bytes) => Buffer.from(bytes).toString('hex');
        tell(hex(await subtle.digest('SHA-256', text.encode('a'))));
        const hmac = await subtle.importKey('raw', text.encode('k'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
        const signature = await subtle.sign('HMAC', hmac, text.encode('a')); tell([hex(signature), await subtle.verify('HMAC', hmac, signature, text.encode('b'))]);
        const base = await subtle.importKey('raw', text.encode('p'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
        tell(hex(await subtle.deriveBits({ name: 'PBKDF2', salt: text.encode('salt-salt'), iterations: 1000, hash: 'SHA-512' }, base, 256)));
        const aes = await subtle.deriveKey({ name: 'PBKDF2', salt: text.encode('salt-salt'), iterations: 10, hash: 'SHA-256' }, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
        const iv = new Uint8Array(12); const sealed = await subtle.encrypt({ name: 'AES-GCM', iv }, aes, text.encode('secret'));
        tell([new TextDecoder().decode(await subtle.decrypt({ name: 'AES-GCM', iv }, aes, sealed)), await subtle.exportKey('raw', aes).catch((e) => e.name)]);
        const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
        const by = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, text.encode('m'));
        tell([await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, pair.publicKey, by, text.encode('m')), pair.privateKey instanceof CryptoKey, (await subtle.exportKey('jwk', pair.publicKey)).kty]);`),
    ).toEqual([
      createHash('sha256').update('a').digest('hex'),
      [createHmac('sha256', 'k').update('a').digest('hex'), false],
      pbkdf2Sync('p', 'salt-salt', 1000, 32, 'sha512').toString('hex'),
      ['secret', 'InvalidAccessError'],
      [true, true, 'EC'],
    ]);
  });
});

describe('Node’s modules', () => {
  it('are there by both names, and what has no place says so', async () => {
    expect(
      await told(`import { createRequire, builtinModules } from 'node:module'; const require = createRequire(import.meta.url);
        tell([require('fs') === require('node:fs'), require('path').posix === require('node:path/posix'), builtinModules.includes('crypto'), process.getBuiltinModule('node:os').EOL]);
        const message = (run) => { try { run(); return 'ran'; } catch (e) { return [e.code, e.message]; } };
        tell(message(() => require('node:child_process').execSync('ls')));
        tell(message(() => new (require('node:worker_threads').Worker)('./x.js')));
        tell(message(() => require('node:sqlite')));
        tell(message(() => require('node:nothing')));
        tell(await import('node:cluster').then((m) => m.default.isPrimary));
        const { generateKeyPairSync } = await import('node:crypto'); tell(message(() => generateKeyPairSync('rsa')));`),
    ).toEqual([
      [true, true, true, '\n'],
      [
        'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        'child_process.execSync is not available where this course runs the app. The app is one process without a shell.',
      ],
      [
        'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        'worker_threads.Worker is not available where this course runs the app. The app is one thread.',
      ],
      [
        'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        'The module "node:sqlite" is not available where this course runs the app. The database is PostgreSQL, through "pg".',
      ],
      ['ERR_UNKNOWN_BUILTIN_MODULE', 'No such built-in module where this course runs the app: node:nothing'],
      true,
      [
        'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        'crypto.generateKeyPairSync is not available where this course runs the app.',
      ],
    ]);
  });

  it('print as Node does', async () => {
    const app = await harness.start({
      'server.mjs': `console.log('%s is %d', 'a', 5, { n: [1, 'x'], m: new Map([[1, { deep: { er: {} } }]]), d: new Date(0), u: undefined });
        console.error(new Map(), Buffer.from('ab'), [1.5, -0], Symbol('s'), class A {}, () => {}); console.group('in'); console.info('side'); console.groupEnd(); process.stdout.write('raw'); process.exit();`,
    });
    await app.over();
    expect(await app.log()).toBe(
      "a is 5 {\n  n: [ 1, 'x' ],\n  m: Map(1) { 1 => { deep: [Object] } },\n  d: 1970-01-01T00:00:00.000Z,\n  u: undefined\n}\nMap(0) {} <Buffer 61 62> [ 1.5, -0 ] Symbol(s) [class A] [Function (anonymous)]\nin\n  side\nraw",
    );
  });
});
