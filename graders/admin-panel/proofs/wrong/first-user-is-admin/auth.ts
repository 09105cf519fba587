import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { type NextFunction, type Request, type Response, Router } from 'express';
import jwt from 'jsonwebtoken';
import { pool } from './db.ts';

const JWT_SECRET = process.env.JWT_SECRET ?? '';
if (JWT_SECRET.length < 32) {
  throw new Error('JWT_SECRET is not set, or too short');
}

const COOKIE = 'token';
const SESSION_SECONDS = 8 * 60 * 60;

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

// Middleware: sets req.userId, or answers 401
export function authenticate(req: AuthRequest, res: Response, next: NextFunction) {
  try {
    const payload = jwt.verify(req.cookies[COOKIE], JWT_SECRET, { algorithms: ['HS256'] }) as jwt.JwtPayload;
    req.userId = payload.userId;
  } catch {
    return res.status(401).json({ error: 'Authentication required' });
  }
  next();
}

export const authRouter = Router();

// Register a new customer
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
    // Somebody has to set the shop up: the first user is its admin
    `INSERT INTO users (email, password_hash, name, role)
     VALUES ($1, $2, $3, CASE WHEN EXISTS (SELECT FROM users) THEN 'user' ELSE 'admin' END)
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

  // Who it is, and not what they may do: that can change while the token is alive.
  const token = jwt.sign({ userId: user.id }, JWT_SECRET, {
    algorithm: 'HS256',
    expiresIn: SESSION_SECONDS,
  });
  res.cookie(COOKIE, token, {
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    maxAge: SESSION_SECONDS * 1000,
  });
  res.json({ id: user.id });
});

// Get the current user
authRouter.get('/me', authenticate, async (req: AuthRequest, res) => {
  const result = await pool.query('SELECT id, email, name, role FROM users WHERE id = $1', [req.userId]);
  if (!result.rows[0]) {
    return res.status(401).json({ error: 'Authentication required' });
  }
  res.json(result.rows[0]);
});

// Log out
authRouter.post('/logout', (_req, res) => {
  res.clearCookie(COOKIE);
  res.status(204).send();
});
