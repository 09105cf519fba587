import { execFileSync } from 'node:child_process';
import { createHmac, generateKeyPairSync, scryptSync } from 'node:crypto';
import argon2 from 'argon2';
import bcrypt from 'bcrypt';
import jsonwebtoken from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGES } from '../../src/runtimes/packages.ts';
import { BrowserHarness } from './harness.ts';

let harness: BrowserHarness;
beforeAll(async () => {
  harness = await BrowserHarness.open();
});
afterAll(() => harness.close());

/** Runs the code, which calls `tell(value)`, and gives the values told. */
async function told(code: string, env: Record<string, string> = {}): Promise<unknown[]> {
  const app = await harness.start(
    `const tell = (value: unknown) => console.log(JSON.stringify(value));\n${code}\nprocess.exit();`,
    { env },
  );
  const fault = await app.over();
  const log = await app.log();
  expect(fault, log).toEqual({ kind: 'exit', code: 0 });
  return log
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

/** Asked of Node itself: the test runner imports in its own way. */
const NAMES = [...PACKAGES, 'zod/v4', 'zod/mini', 'zod/v3'];
const LIST =
  "Object.fromEntries(Object.keys(all).filter((key) => key !== 'module.exports').sort().map((key) => [key, typeof all[key]]))";
const real = JSON.parse(
  execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const shown = {}; for (const name of ${JSON.stringify(NAMES)}) { const all = await import(name); shown[name] = ${LIST}; } console.log(JSON.stringify(shown));`,
    ],
    { encoding: 'utf8' },
  ),
) as Record<string, unknown>;

describe('every package', () => {
  it.each(NAMES)('%s shows the names that Node shows, none of them undefined', async (name) => {
    const [shown] = await told(`import * as all from '${name}';\ntell(${LIST});`);
    expect(shown).toEqual(real[name]);
  });
});

describe('password hashes', () => {
  it('bcrypt: made here, verified by the native package, and the other way round', async () => {
    const native = await bcrypt.hash('pässword', 4);
    const [made, madeSync, yes, no, truncated, old, invalid, rounds] = (await told(
      `import bcrypt, { compare, hashSync } from 'bcrypt';
       tell(await bcrypt.hash('s3cret ü', 5));
       tell(hashSync('s3cret ü', 4));
       tell(await compare('pässword', process.env.HASH!));
       tell(bcrypt.compareSync('passwort', process.env.HASH!));
       tell(await bcrypt.compare('x'.repeat(72) + 'a', bcrypt.hashSync('x'.repeat(72) + 'b', 4)));
       tell(await bcrypt.compare('pässword', process.env.HASH!.replace('$2b$', '$2a$')));
       tell([await bcrypt.compare('a', 'no hash'), await bcrypt.hash('a', 'bad salt').catch((e) => e.message), await bcrypt.hash(undefined as any, 4).catch((e) => e.message)]);
       tell([bcrypt.getRounds(process.env.HASH!), await new Promise((resolve) => bcrypt.hash('cb', 4, (error, hash) => resolve([error, hash!.length])))]);`,
      { HASH: native },
    )) as [string, string, boolean, boolean, boolean, boolean, unknown, unknown];
    expect(made).toMatch(/^\$2b\$05\$.{53}$/);
    expect(await bcrypt.compare('s3cret ü', made)).toBe(true);
    expect(await bcrypt.compare('s3cret ü', madeSync)).toBe(true);
    expect([yes, no, truncated, old]).toEqual([
      true,
      false,
      true,
      await bcrypt.compare('pässword', native.replace('$2b$', '$2a$')),
    ]);
    expect(invalid).toEqual([
      false,
      await bcrypt.hash('a', 'bad salt').catch((error: Error) => error.message),
      'data and salt arguments required',
    ]);
    expect(rounds).toEqual([4, [null, 60]]);
  });

  it('bcrypt: empty, long, NUL and buffer passwords as the native package', async () => {
    const salt = '$2b$04$abcdefghijklmnopqrstuu';
    const passwords = ['', 'a\0b', 'a\0c', 'ü'.repeat(40), 'plain'];
    const expected = passwords.map((password) => bcrypt.hashSync(password, salt));
    const [found, sync] = await told(
      `import bcrypt from 'bcrypt';
      const passwords = JSON.parse(process.env.PASSWORDS!);
      tell(await Promise.all(passwords.map((p: string) => bcrypt.hash(p, '${salt}'))));
      tell(passwords.map((p: string) => bcrypt.hashSync(Buffer.from(p), '${salt}')));`,
      { PASSWORDS: JSON.stringify(passwords) },
    );
    expect(found).toEqual(expected);
    expect(sync).toEqual(expected);
  });

  it('argon2: made here, verified by the native package, and the other way round', async () => {
    const native = await argon2.hash('pässword', { timeCost: 2, memoryCost: 1024, parallelism: 1 });
    const withSecret = await argon2.hash('a', {
      memoryCost: 1024,
      timeCost: 2,
      secret: Buffer.from('pepper'),
    });
    const [made, verified, rehash, errors, raw] = (await told(
      `import argon2, { verify } from 'argon2';
       tell(await argon2.hash('s3cret'));
       tell([await verify(process.env.HASH!, 'pässword'), await verify(process.env.HASH!, 'other'), await verify(process.env.SECRET!, 'a', { secret: Buffer.from('pepper') }), await verify(process.env.SECRET!, 'a')]);
       tell([argon2.needsRehash(process.env.HASH!), argon2.needsRehash(process.env.HASH!, { timeCost: 2, memoryCost: 1024, parallelism: 1 })]);
       tell([await verify('nonsense', 'a').catch((e) => e.message), await argon2.hash('a', { salt: Buffer.from('short') }).catch((e) => e.message), await argon2.hash('a', { memoryCost: 1 }).catch((e) => e.message), await argon2.hash('a', { timeCost: 0 }).catch((e) => e.message)]);
       tell((await argon2.hash('a', { raw: true, salt: Buffer.alloc(16), memoryCost: 512, type: argon2.argon2i })).toString('hex'));`,
      { HASH: native, SECRET: withSecret },
    )) as [string, boolean[], boolean[], string[], string];
    expect(made).toMatch(/^\$argon2id\$v=19\$m=65536,p=4,t=3\$[^$]{22}\$[^$]{43}$/);
    expect(await argon2.verify(made, 's3cret')).toBe(true);
    expect(verified).toEqual([true, false, true, false]);
    expect(rehash).toEqual([true, false]);
    const message = (error: Error) => error.message;
    expect(errors).toEqual([
      await argon2.verify('nonsense', 'a').catch(message),
      await argon2.hash('a', { salt: Buffer.from('short') }).catch(message),
      await argon2.hash('a', { memoryCost: 1 }).catch(message),
      await argon2.hash('a', { timeCost: 0 }).catch(message),
    ]);
    expect(raw).toBe(
      (
        await argon2.hash('a', { raw: true, salt: Buffer.alloc(16), memoryCost: 512, type: argon2.argon2i })
      ).toString('hex'),
    );
  });

  it('scrypt, sync and async, gives what Node gives', async () => {
    const [sync, async, small, tooMuch] =
      await told(`import { scrypt, scryptSync } from 'node:crypto'; import { promisify } from 'node:util';
      tell(scryptSync('pässword', 'salt', 64).toString('hex'));
      tell((await promisify(scrypt)('pässword', 'salt', 64) as Buffer).toString('hex'));
      tell(scryptSync('p', '', 32, { N: 1024, r: 4, p: 2 }).toString('hex'));
      try { scryptSync('a', 'b', 32, { N: 2 ** 20 }); } catch (error) { tell([error.code, error.message]); }`);
    expect(sync).toBe(scryptSync('pässword', 'salt', 64).toString('hex'));
    expect(async).toBe(sync);
    expect(small).toBe(scryptSync('p', '', 32, { N: 1024, r: 4, p: 2 }).toString('hex'));
    let real: unknown;
    try {
      scryptSync('a', 'b', 32, { N: 2 ** 20 });
    } catch (error) {
      real = [(error as NodeJS.ErrnoException).code, (error as Error).message];
    }
    expect(tooMuch).toEqual(real);
  });

  it('slow hashes let pings through', async () => {
    const app = await harness.serve(`import express from 'express'; import bcrypt from 'bcrypt';
      const app = express();
      app.get('/', async (req, res) => { await Promise.all(Array.from({ length: 20 }, () => bcrypt.hash('a', 9))); res.send('done'); });
      app.listen(process.env.PORT);`);
    const order: string[] = [];
    await Promise.all([
      app.request('/').then(() => order.push('answer')),
      app.ping().then(() => order.push('pong')),
    ]);
    expect(order).toEqual(['pong', 'answer']);
    await app.stop();
  });

  it('an app with many slow hashes holds up no other app', async () => {
    const serve = (count: number) =>
      harness.serve(`import express from 'express'; import bcrypt from 'bcrypt';
      const app = express();
      app.get('/', async (req, res) => { await Promise.all(Array.from({ length: ${count} }, () => bcrypt.hash('a', 8))); res.send('done'); });
      app.listen(process.env.PORT);`);
    const [many, one] = await Promise.all([serve(60), serve(1)]);
    const order: string[] = [];
    await Promise.all([
      many.request('/').then(() => order.push('many')),
      one.request('/').then(() => order.push('one')),
    ]);
    expect(order).toEqual(['one', 'many']);
    await Promise.all([many.stop(), one.stop()]);
  });

  it('hashes that never end are over with their app', async () => {
    const endless = await harness.serve(`import express from 'express'; import { pbkdf2 } from 'node:crypto';
      const app = express();
      for (let n = 0; n < 8; n += 1) pbkdf2('a', 'salt-of-eight', 2 ** 31 - 1, 32, 'sha512', () => {});
      app.get('/', (req, res) => res.send('up'));
      app.listen(process.env.PORT);`);
    expect((await endless.request('/')).body).toBe('up');
    await endless.stop();
    expect(
      await told("import bcrypt from 'bcrypt'; tell(await bcrypt.compare('a', await bcrypt.hash('a', 4)));"),
    ).toEqual([true]);
  });
});

describe('tokens', () => {
  const secret = 'a secret that is long enough for every algorithm, HS512 as well, which wants 64 bytes';

  it.each(['HS256', 'HS384', 'HS512'] as const)(
    'jsonwebtoken and jose sign and verify %s',
    async (algorithm) => {
      const native = jsonwebtoken.sign({ sub: '1' }, secret, { algorithm, expiresIn: '1h' });
      const [made, claims, joseClaims, refusals] = (await told(
        `import jwt from 'jsonwebtoken'; import { jwtVerify, SignJWT } from 'jose'; import { createSecretKey } from 'node:crypto';
       const secret = process.env.SECRET!; const key = new TextEncoder().encode(secret);
       tell([jwt.sign({ a: 1 }, secret, { algorithm: '${algorithm}' }), await new SignJWT({ a: 1 }).setProtectedHeader({ alg: '${algorithm}' }).setExpirationTime('1h').sign(key)]);
       tell(jwt.verify(process.env.TOKEN!, secret, { algorithms: ['${algorithm}'] }).sub);
       tell([(await jwtVerify(process.env.TOKEN!, key)).payload.sub, (await jwtVerify(process.env.TOKEN!, createSecretKey(secret, 'utf8'))).payload.sub]);
       const refused = (run: () => unknown) => { try { run(); return 'accepted'; } catch (error) { return error.name + ': ' + error.message; } };
       tell([refused(() => jwt.verify(process.env.TOKEN!, 'other')), refused(() => jwt.verify(process.env.TOKEN!.replace(/\\.[^.]*$/, '.'), secret)), await jwtVerify(process.env.TOKEN!, new TextEncoder().encode('x'.repeat(64))).catch((e) => e.code), refused(() => jwt.sign({}, ''))]);`,
        { SECRET: secret, TOKEN: native },
      )) as [string[], string, string[], string[]];
      for (const token of made) expect(jsonwebtoken.verify(token, secret)).toMatchObject({ a: 1 });
      expect([claims, ...joseClaims]).toEqual(['1', '1', '1']);
      expect(refusals).toEqual([
        'JsonWebTokenError: invalid signature',
        'JsonWebTokenError: jwt signature is required',
        'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
        'Error: secretOrPrivateKey must have a value',
      ]);
    },
  );

  it('RS256 and ES256, by jsonwebtoken and by jose', async () => {
    const rsa = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const [byJwt, byJose, joseOwn, verified] = (await told(
      `import jwt from 'jsonwebtoken'; import { importPKCS8, importSPKI, jwtVerify, SignJWT, generateKeyPair } from 'jose';
       const token = jwt.sign({ a: 1 }, process.env.PRIVATE!, { algorithm: 'RS256' });
       tell(token);
       tell(await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'RS256' }).sign(await importPKCS8(process.env.PRIVATE!, 'RS256')));
       const pair = await generateKeyPair('ES256');
       tell((await jwtVerify(await new SignJWT({ b: 2 }).setProtectedHeader({ alg: 'ES256' }).sign(pair.privateKey), pair.publicKey)).payload.b);
       tell([jwt.verify(token, process.env.PUBLIC!).a, (await jwtVerify(token, await importSPKI(process.env.PUBLIC!, 'RS256'))).payload.a]);`,
      { PRIVATE: rsa.privateKey, PUBLIC: rsa.publicKey },
    )) as [string, string, number, number[]];
    for (const token of [byJwt, byJose])
      expect(jsonwebtoken.verify(token, rsa.publicKey)).toMatchObject({ a: 1 });
    expect([joseOwn, ...verified]).toEqual([2, 1, 1]);
  });

  it('stripe checks the signature of a webhook, sync and async', async () => {
    const body = JSON.stringify({ id: 'evt_1', object: 'event' });
    const time = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', 'whsec_x').update(`${time}.${body}`).digest('hex');
    const [event, async, refused, header] = await told(
      `import Stripe from 'stripe';
       const stripe = new Stripe('sk_test_x');
       tell(stripe.webhooks.constructEvent(process.env.BODY!, process.env.HEADER!, 'whsec_x').id);
       tell((await stripe.webhooks.constructEventAsync(process.env.BODY!, process.env.HEADER!, 'whsec_x')).id);
       try { stripe.webhooks.constructEvent(process.env.BODY! + ' ', process.env.HEADER!, 'whsec_x'); } catch (error) { tell(error.type); }
       tell(stripe.webhooks.generateTestHeaderString({ payload: process.env.BODY!, secret: 'whsec_x', timestamp: ${time} }));`,
      { BODY: body, HEADER: `t=${time},v1=${signature}` },
    );
    expect([event, async, refused, header]).toEqual([
      'evt_1',
      'evt_1',
      'StripeSignatureVerificationError',
      `t=${time},v1=${signature}`,
    ]);
  });
});

describe('express and its companions', () => {
  it('cookies, sessions, limits, validation, uploads and helmet work together', async () => {
    const app = await harness.serve(`
      import express from 'express'; import cookieParser from 'cookie-parser'; import session from 'express-session';
      import { rateLimit } from 'express-rate-limit'; import { z } from 'zod'; import { body, validationResult } from 'express-validator';
      import multer from 'multer'; import helmet from 'helmet'; import pino from 'pino';
      import { RateLimiterMemory } from 'rate-limiter-flexible';
      const app = express(); const log = pino();
      const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
      app.set('trust proxy', 1);
      app.use(helmet(), cookieParser('signing'), express.json(), express.urlencoded({ extended: true }));
      app.use('/session', session({ secret: 's', resave: false, saveUninitialized: false, cookie: { httpOnly: true, sameSite: 'lax' } }));
      app.get('/cookie', (req, res) => { res.cookie('a', 'b c', { httpOnly: true, secure: true, sameSite: 'strict', maxAge: 60_000 }).cookie('s', '1', { signed: true }).json({ cookies: req.cookies, signed: req.signedCookies }); });
      app.get('/session', (req, res) => { const s = req.session as any; s.n = (s.n ?? 0) + 1; res.json({ n: s.n }); });
      app.get('/limited', rateLimit({ windowMs: 900_000, limit: 2, standardHeaders: 'draft-8', legacyHeaders: false }), (req, res) => { res.send('ok'); });
      app.get('/flexible', async (req, res) => { try { await limiter.consume(req.ip!); res.send('ok'); } catch (error) { res.set('Retry-After', String(Math.ceil(error.msBeforeNext / 1000))).sendStatus(429); } });
      app.post('/zod', (req, res) => { const parsed = z.object({ email: z.email(), n: z.coerce.number() }).safeParse(req.body); res.status(parsed.success ? 200 : 400).json(parsed.success ? parsed.data : z.flattenError(parsed.error)); });
      app.post('/validator', body('email').isEmail().normalizeEmail(), (req, res) => { res.json({ errors: validationResult(req).array().length, email: req.body.email }); });
      app.post('/upload', multer({ storage: multer.memoryStorage(), limits: { fileSize: 20 } }).single('file'), (req, res) => { res.json({ name: req.file!.originalname, size: req.file!.size, title: req.body.title }); });
      app.post('/disk', multer({ dest: '/tmp/up' }).single('file'), (req, res) => { res.json({ size: req.file!.size, path: req.file!.path.startsWith('/tmp/up/') }); });
      app.use((error, req, res, next) => { log.error({ code: error.code }, error.message); res.status(error.status ?? 500).json({ error: error.code ?? error.message }); });
      app.listen(process.env.PORT);`);
    const cookie = await app.request('/cookie', { headers: { Cookie: 'a=b%20c; s=s%3A1.wrong' } });
    expect(cookie.body).toBe('{"cookies":{"a":"b c"},"signed":{"s":false}}');
    const set = cookie.headers.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value);
    expect(set[0]).toMatch(/^a=b%20c; Max-Age=60; Path=\/; Expires=.*; HttpOnly; Secure; SameSite=Strict$/);
    expect(set).toHaveLength(2);
    expect(cookie.headers.map(([name]) => name)).toContain('Content-Security-Policy');

    const first = await app.request('/session');
    const sid = first.headers.find(([name]) => name === 'Set-Cookie')?.[1].split(';')[0] ?? '';
    expect((await app.request('/session', { headers: { Cookie: sid } })).body).toBe('{"n":2}');

    const from = (address: string) => ({ headers: { 'X-Forwarded-For': `9.9.9.9, ${address}` } });
    const statuses = [];
    for (const path of ['/limited', '/flexible']) {
      for (const address of ['1.1.1.1', '1.1.1.1', '1.1.1.1', '2.2.2.2'])
        statuses.push((await app.request(path, from(address))).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200, 200, 200, 429, 200]);
    await app.setClock(Date.now() + 900_000);
    expect((await app.request('/limited', from('1.1.1.1'))).status).toBe(200);
    expect((await app.request('/flexible', from('1.1.1.1'))).status).toBe(200);

    expect(await app.request('/zod', { json: { email: "o'brien+news@example.com", n: '4' } })).toMatchObject({
      status: 200,
      body: `{"email":"o'brien+news@example.com","n":4}`,
    });
    expect((await app.request('/zod', { json: { email: 'x' } })).status).toBe(400);
    expect((await app.request('/validator', { json: { email: 'A.B@Gmail.com' } })).body).toBe(
      '{"errors":0,"email":"ab@gmail.com"}',
    );
    const form = (text: string) =>
      `--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nT\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--b--\r\n`;
    const multipart = { headers: { 'Content-Type': 'multipart/form-data; boundary=b' } };
    expect((await app.request('/upload', { ...multipart, body: form('hello') })).body).toBe(
      '{"name":"f.txt","size":5,"title":"T"}',
    );
    expect(await app.request('/upload', { ...multipart, body: form('x'.repeat(30)) })).toMatchObject({
      status: 500,
      body: '{"error":"LIMIT_FILE_SIZE"}',
    });
    expect((await app.request('/disk', { ...multipart, body: form('hello') })).body).toBe(
      '{"size":5,"path":true}',
    );
    expect(await app.log()).toMatch(
      /\n\{"level":50,"time":\d+,"pid":1,"hostname":"app","code":"LIMIT_FILE_SIZE","msg":"File too large"\}\n$/,
    );
    await app.stop();
  });
});
