import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import express from 'express';
import { Pool } from 'pg';

const db = new Pool({ connectionString: process.env.DATABASE_URL });
const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number, options: object) => Promise<Buffer>;
const COST = { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 };

const app = express();
app.set('trust proxy', 1);
app.use(express.json({ limit: '16kb' }));

const bad = (res: express.Response, error: string) => void res.status(422).json({ error });

/** The address in its one spelling, or nothing. */
function address(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 254) return undefined;
  return /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value) ? value.toLowerCase() : undefined;
}

function password(value: unknown): string | undefined {
  return typeof value === 'string' && value.length >= 8 && value.length <= 512 ? value : undefined;
}

app.post('/api/register', async (req, res) => {
  const email = address(req.body?.email);
  const pass = password(req.body?.password);
  const name = req.body?.name;
  if (!email) return bad(res, 'email is not an address');
  if (!pass) return bad(res, 'password needs 8 characters or more');
  if (typeof name !== 'string' || !name || name.length > 100 || name.includes('\u0000')) return bad(res, 'name is missing');
  const salt = randomBytes(16);
  const { rows } = await db.query(
    'insert into account (address, secret, salt, name) values ($1, $2, $3, $4) on conflict do nothing returning id',
    [email, await derive(pass, salt, 32, COST), salt, name],
  );
  if (rows.length === 0) return void res.status(409).json({ error: 'taken' });
  res.status(201).json({ id: rows[0].id, email });
});

/** Runs the check of one guess alone for this client and account, and counts it when it was wrong. */
async function guess<T>(who: string, check: () => Promise<T | undefined>): Promise<T | 'wrong' | { wait: number }> {
  const client = await db.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [who]);
    const { rows } = await client.query(
      `select count(*)::int as n, extract(epoch from min(at) + interval '15 minutes' - now())::int as wait
       from wrong_guess where who = $1 and at > now() - interval '15 minutes'`,
      [who],
    );
    if (rows[0].n >= 10) {
      await client.query('rollback');
      return { wait: Math.max(1, rows[0].wait) };
    }
    const found = await check();
    if (found === undefined) await client.query('insert into wrong_guess (who) values ($1)', [who]);
    await client.query('commit');
    return found ?? 'wrong';
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const nobody = { secret: randomBytes(32), salt: randomBytes(16) };

app.post('/api/login', async (req, res) => {
  const email = address(req.body?.email);
  const pass = password(req.body?.password);
  if (!email || typeof req.body.password !== 'string') return bad(res, 'email and password, please');
  // Read before the lock: whoever holds a connection must not wait for a second one.
  const { rows } = await db.query('select id, secret, salt, name from account where address = $1', [email]);
  const account = rows[0] ?? nobody;
  const result = await guess(`${req.ip} ${email}`, async () => {
    const derived = await derive(pass ?? '', account.salt, 32, COST);
    return timingSafeEqual(derived, account.secret) && rows[0] ? account : undefined;
  });
  if (result === 'wrong') return void res.status(401).json({ error: 'e-mail or password is wrong' });
  if ('wait' in result) return void res.set('Retry-After', String(result.wait)).status(429).json({ error: 'too many tries' });
  const id = randomBytes(32);
  await db.query(`insert into session (digest, account, ends) values ($1, $2, now() + interval '12 hours')`, [digest(id), result.id]);
  res.cookie('sid', id.toString('base64url'), { httpOnly: true, secure: true, sameSite: 'lax', path: '/api', maxAge: 43_200_000 });
  res.json({ id: result.id, email, name: result.name });
});

const digest = (id: Buffer) => createHash('sha256').update(id).digest();

function sessionId(req: express.Request): Buffer | undefined {
  const match = /(?:^|;\s*)sid=([\w-]{43})(?:;|$)/.exec(req.headers.cookie ?? '');
  return match?.[1] ? Buffer.from(match[1], 'base64url') : undefined;
}

app.get('/api/me', async (req, res) => {
  const id = sessionId(req);
  const { rows } = id
    ? await db.query(
        `update session s set ends = now() + interval '12 hours' from account a
         where a.id = s.account and s.digest = $1 and s.ends > now()
         returning a.id, a.address as email, a.name`,
        [digest(id)],
      )
    : { rows: [] };
  if (!rows[0]) return void res.status(401).json({ error: 'not logged in' });
  res.json(rows[0]);
});

app.post('/api/logout', async (req, res) => {
  const id = sessionId(req);
  if (id) await db.query('delete from session where digest = $1', [digest(id)]);
  res.clearCookie('sid', { httpOnly: true, secure: true, sameSite: 'lax', path: '/api' });
  res.status(204).end();
});

app.use((error: { status?: number }, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
  const status = error.status && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  res.status(status).json({ error: status === 500 ? 'our fault' : 'cannot read that' });
});

app.listen(Number(process.env.PORT));
