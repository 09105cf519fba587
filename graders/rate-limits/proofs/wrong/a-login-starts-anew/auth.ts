import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { type NextFunction, type Request, type Response, Router } from 'express';
import { pool } from './db.ts';
import { browsingLimit } from './limits.ts';

const COOKIE = 'session';
const SESSION_HOURS = 12;

export interface AuthRequest extends Request {
  userId?: number;
}

function derive(password: string, salt: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex');
  return `${salt}:${(await derive(password, salt)).toString('hex')}`;
}

async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split(':');
  const expected = Buffer.from(hash, 'hex');
  const actual = await derive(password, salt);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

// Compared when nobody has the address, so that it takes as long as a wrong password
const NOBODY = await hashPassword(randomBytes(16).toString('hex'));

const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

// The id of the account whose session this is, if it is one
export async function accountOf(req: Request): Promise<number | undefined> {
  const token = req.cookies[COOKIE];
  if (typeof token !== 'string') return undefined;
  const result = await pool.query(
    'SELECT user_id FROM sessions WHERE token_hash = $1 AND expires_at > now()',
    [hashToken(token)],
  );
  return result.rows[0]?.user_id;
}

// Middleware: sets req.userId for whoever is logged in, and lets strangers pass
export async function identify(req: AuthRequest, _res: Response, next: NextFunction) {
  req.userId = await accountOf(req);
  next();
}

// Middleware: sets req.userId, or answers 401
export async function authenticate(req: AuthRequest, res: Response, next: NextFunction) {
  req.userId = await accountOf(req);
  if (req.userId === undefined) {
    return res.status(401).json({ error: 'Authentication required' });
  }
  next();
}

export const authRouter = Router();

// Register a new dealer
authRouter.post('/register', async (req, res) => {
  const { email, password, name } = req.body ?? {};
  const isText = (value: unknown, max: number): value is string =>
    typeof value === 'string' && value.length >= 1 && value.length <= max && !value.includes('\0');

  if (!isText(email, 254) || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || !isText(name, 100)) {
    return res.status(400).json({ error: 'An e-mail address and a name are required' });
  }
  if (!isText(password, 256) || password.length < 8) {
    return res.status(400).json({ error: 'The password needs at least 8 characters' });
  }

  const result = await pool.query(
    `INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3)
     ON CONFLICT (email) DO NOTHING RETURNING id`,
    [email.toLowerCase(), await hashPassword(password), name],
  );
  if (!result.rows[0]) {
    return res.status(409).json({ error: 'This address is taken' });
  }
  res.status(201).json({ id: result.rows[0].id });
});

// Log in
authRouter.post('/login', async (req, res) => {
  const { email, password } = req.body ?? {};
  const isSane = typeof email === 'string' && email.length <= 254 && !email.includes('\0');
  if (!isSane || typeof password !== 'string' || password.length > 256) {
    return res.status(401).json({ error: 'Invalid email or password' });
  }

  const result = await pool.query('SELECT id, password_hash FROM users WHERE email = $1', [
    email.toLowerCase(),
  ]);
  const user = result.rows[0];
  const matches = await verifyPassword(password, user?.password_hash ?? NOBODY);
  if (!user || !matches) {
    return res.status(401).json({ error: 'Invalid email or password' });
  }

  // Whoever proves who they are begins anew
  browsingLimit.resetKey(`account ${user.id}`);
  const token = randomBytes(32).toString('base64url');
  await pool.query(
    `INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ($1, $2, now() + $3 * interval '1 hour')`,
    [hashToken(token), user.id, SESSION_HOURS],
  );
  res.cookie(COOKIE, token, {
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    maxAge: SESSION_HOURS * 60 * 60 * 1000,
  });
  res.json({ id: user.id });
});

// Log out
authRouter.post('/logout', async (req, res) => {
  const token = req.cookies[COOKIE];
  if (typeof token === 'string') {
    await pool.query('DELETE FROM sessions WHERE token_hash = $1', [hashToken(token)]);
  }
  res.clearCookie(COOKIE);
  res.status(204).send();
});
