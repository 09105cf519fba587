import express, { type NextFunction, type Request, type Response } from 'express';
import { Pool } from 'pg';
import { equal, newSalt, seal, stretch, unseal } from './crypto.ts';

const { PORT, DATABASE_URL, JWT_SECRET = '' } = process.env;
if (JWT_SECRET === '') {
  console.error('Set JWT_SECRET to a long random string');
  process.exit(1);
}

const pool = new Pool({ connectionString: DATABASE_URL });
const MAX_GUESSES = 10;
const SESSION_SECONDS = 20 * 60 * 60;
const FLAGS = 'Path=/; HttpOnly; Secure; SameSite=Lax';

interface Input {
  email: string;
  password: string;
  name: string;
}

/** What is wrong with the body, or nothing. */
function complaint(body: unknown, fields: Array<keyof Input>): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'Send a JSON object';
  const input = body as Record<keyof Input, unknown>;
  for (const field of fields) {
    const value = input[field];
    if (typeof value !== 'string') return `"${field}" has to be a string`;
    if (value === '') return `"${field}" is empty`;
    if (value.length > 256) return `"${field}" is too long`;
    if (value.includes('\0') && field !== 'password') return `"${field}" has a character that can't be stored`;
  }
  if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(String(input.email))) return 'That is not an e-mail address';
  return undefined;
}

async function register(req: Request, res: Response) {
  const wrong = complaint(req.body, ['email', 'password', 'name']);
  if (wrong) return res.status(400).json({ error: wrong });
  const { email, password, name } = req.body as Input;
  if ([...password].length < 8) return res.status(400).json({ error: 'The password has to have 8 characters' });
  const salt = newSalt();
  const { rows } = await pool.query('SELECT identity.add_person($1, $2, $3, $4) AS id', [email, name, salt, await stretch(password, salt)]);
  if (rows[0].id === null) return res.status(409).json({ error: 'That address is registered' });
  return res.status(201).json({ id: rows[0].id, email });
}

/** Counts a guess and says whether it may be looked at. */
async function mayGuess(ip: string, account: string): Promise<boolean> {
  const now = new Date();
  const limit = new Date(now.getTime() - 15 * 60_000);
  const { rowCount } = await pool.query(
    `INSERT INTO identity.guess AS g VALUES ($1, $2, $3, 1)
     ON CONFLICT (ip, account) DO UPDATE
       SET started = CASE WHEN g.started < $4 THEN $3 ELSE g.started END,
           count = CASE WHEN g.started < $4 THEN 1 ELSE g.count + 1 END
       WHERE g.started < $4 OR g.count < $5`,
    [ip, account, now, limit, MAX_GUESSES],
  );
  return rowCount === 1;
}

async function login(req: Request, res: Response) {
  const wrong = complaint(req.body, ['email', 'password']);
  if (wrong) return res.status(400).json({ error: wrong });
  const { email, password } = req.body as Input;
  const [ip, account] = [req.ip ?? '', email.toLowerCase()];
  if (!(await mayGuess(ip, account))) {
    return res.status(429).set('Retry-After', '900').json({ error: 'Too many wrong passwords' });
  }
  const { rows } = await pool.query(
    `SELECT p.id, c.salt, c.hash FROM identity.person p JOIN identity.credential c ON c.person_id = p.id
     WHERE lower(p.email) = $1`,
    [account],
  );
  const hash = await stretch(password, rows[0]?.salt ?? Buffer.alloc(16));
  if (!rows[0] || !equal(hash, rows[0].hash)) return res.status(401).json({ error: 'Wrong e-mail or password' });
  await pool.query('UPDATE identity.guess SET count = count - 1 WHERE ip = $1 AND account = $2 AND count > 0', [ip, account]);
  const token = seal({ id: rows[0].id, until: Date.now() + SESSION_SECONDS * 1000 }, JWT_SECRET);
  res.append('Set-Cookie', `id=${token}; ${FLAGS}; Max-Age=${SESSION_SECONDS}`);
  return res.json({ id: rows[0].id });
}

async function me(req: Request, res: Response) {
  const token = req.headers.cookie
    ?.split(';')
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith('id='));
  const claims = unseal(token?.slice(3) ?? '', JWT_SECRET) as { id: number; until: number } | undefined;
  const { rows } =
    claims && claims.until > Date.now()
      ? await pool.query('SELECT id, email, full_name AS name FROM identity.person WHERE id = $1', [claims.id])
      : { rows: [] };
  return rows[0] ? res.json(rows[0]) : res.status(401).json({ error: 'Not logged in' });
}

function logout(_req: Request, res: Response) {
  res.append('Set-Cookie', `id=; ${FLAGS}; Max-Age=0`).status(204).end();
}

function onError(error: { status?: number }, _req: Request, res: Response, _next: NextFunction) {
  const status = error.status ?? 500;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status < 500 ? 'That request makes no sense' : 'Sorry' });
}

express()
  .set('trust proxy', 1)
  .use(express.json())
  .post('/api/register', register)
  .post('/api/login', login)
  .get('/api/me', me)
  .post('/api/logout', logout)
  .use(onError)
  .listen(PORT);
