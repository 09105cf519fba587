import argon2 from 'argon2';
import cookieParser from 'cookie-parser';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import jwt from 'jsonwebtoken';
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';

const { JWT_SECRET, DATABASE_URL, PORT = '3000' } = process.env;
if (!JWT_SECRET) {
  console.error('JWT_SECRET is not set');
  process.exit(1);
}
const KEY: string = JWT_SECRET;

const MAX_WRONG = 10;
const WINDOW = '15 minutes';
const DAY = 24 * 60 * 60;

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 });
pool.on('error', (e) => console.error(e));

// --- input ---------------------------------------------------------------
const isText = (x: unknown, min: number, max: number): x is string => typeof x === 'string' && x.length >= min && x.length <= max;
const isEmail = (x: unknown): x is string => isText(x, 3, 254) && /^[\x21-\x3f\x41-\x7e]+@[\x21-\x3f\x41-\x7e]+$/.test(x);

// --- attempts ------------------------------------------------------------
type Slot = { ok: true; id: string } | { ok: false; retryAfter: number };

async function takeSlot(bucket: string): Promise<Slot> {
  const client = await pool.connect();
  try {
    // count and insert in one transaction, so that nothing comes between
    await client.query('BEGIN');
    await client.query(`DELETE FROM login_attempts WHERE bucket = $1 AND at <= clock_timestamp() - interval '${WINDOW}'`, [bucket]);
    const { rows } = await client.query(
      `SELECT count(*)::int AS n, ceil(extract(epoch FROM min(at) + interval '${WINDOW}' - clock_timestamp()))::int AS wait
         FROM login_attempts WHERE bucket = $1`,
      [bucket],
    );
    let slot: Slot;
    if (rows[0].n >= MAX_WRONG) {
      slot = { ok: false, retryAfter: Math.max(1, rows[0].wait) };
    } else {
      const inserted = await client.query('INSERT INTO login_attempts (bucket) VALUES ($1) RETURNING id', [bucket]);
      slot = { ok: true, id: inserted.rows[0].id };
    }
    await client.query('COMMIT');
    return slot;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

const giveBack = (id: string) => pool.query('DELETE FROM login_attempts WHERE id = $1', [id]);

// --- app -----------------------------------------------------------------
const decoy = await argon2.hash(randomBytes(24));
const cookie = { httpOnly: true, secure: true, sameSite: 'strict', path: '/api' } as const;

const app = express();
app.set('trust proxy', 1);
app.disable('x-powered-by');
app.use(express.json({ limit: '64kb' }), cookieParser());

const register: RequestHandler = async (req, res) => {
  const { email, password, name } = req.body ?? {};
  if (!isEmail(email)) return void res.status(400).json({ error: 'email' });
  if (!isText(password, 8, 1024) || Array.from(password).length < 8) return void res.status(400).json({ error: 'password' });
  if (!isText(name, 1, 200) || name.includes('\0')) return void res.status(400).json({ error: 'name' });
  try {
    const { rows } = await pool.query(
      'INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3) RETURNING id, email',
      [email.toLowerCase(), await argon2.hash(password), name],
    );
    res.status(201).json({ id: Number(rows[0].id), email: rows[0].email });
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error;
    res.status(409).json({ error: 'taken' });
  }
};

const login: RequestHandler = async (req, res) => {
  const { email, password } = req.body ?? {};
  if (!isEmail(email) || !isText(password, 1, 1024)) return void res.status(400).json({ error: 'email and password are needed' });
  const address = email.toLowerCase();
  const bucket = createHash('sha256').update(JSON.stringify([req.ip, address])).digest('hex');
  const slot = await takeSlot(bucket);
  if (!slot.ok) return void res.status(429).set('Retry-After', String(slot.retryAfter)).json({ error: 'too many attempts' });

  const { rows } = await pool.query('SELECT id, password_hash FROM users WHERE email = $1', [address]);
  const good = await argon2.verify(rows[0]?.password_hash ?? decoy, password);
  if (!good || !rows[0]) return void res.status(401).json({ error: 'wrong email or password' });

  await giveBack(slot.id);
  const token = jwt.sign({ uid: String(rows[0].id) }, KEY, { algorithm: 'HS256', expiresIn: DAY });
  res.cookie('sid', token, { ...cookie, maxAge: DAY * 1000 }).json({ ok: true });
};

const me: RequestHandler = async (req, res) => {
  let uid: unknown;
  try {
    uid = (jwt.verify(req.cookies.sid, KEY, { algorithms: ['HS256'] }) as jwt.JwtPayload).uid;
  } catch {
    // falls through to the 401
  }
  if (typeof uid !== 'string' || !/^\d{1,18}$/.test(uid)) return void res.status(401).json({ error: 'not logged in' });
  const { rows } = await pool.query('SELECT id, email, name FROM users WHERE id = $1', [uid]);
  if (!rows[0]) return void res.status(401).json({ error: 'not logged in' });
  res.json({ id: Number(rows[0].id), email: rows[0].email, name: rows[0].name });
};

app.post('/api/register', register);
app.post('/api/login', login);
app.get('/api/me', me);
app.post('/api/logout', (_req, res) => void res.clearCookie('sid', cookie).status(204).end());
app.use((_req, res) => void res.status(404).json({ error: 'no such route' }));

const onError: ErrorRequestHandler = (error, _req, res, _next) => {
  const status = Number(error?.status) || 500;
  if (status >= 500) console.error(error);
  res.status(status < 400 || status > 499 ? 500 : status).json({ error: status < 500 ? 'unreadable request' : 'something broke' });
};
app.use(onError);

setInterval(() => {
  pool.query(`DELETE FROM login_attempts WHERE at < now() - interval '${WINDOW}'`).catch(() => {});
}, 10 * 60 * 1000).unref();

app.listen(Number(PORT));
