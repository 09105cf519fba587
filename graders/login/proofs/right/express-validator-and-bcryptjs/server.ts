import bcrypt from 'bcryptjs';
import cookieParser from 'cookie-parser';
import express, { type ErrorRequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import pg from 'pg';
import { clearSession, requireAuth, setSession } from './auth.ts';
import { loginRules, registerRules, validate } from './validate.ts';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const app = express();

app.set('trust proxy', 1);
app.use(express.json());
app.use(cookieParser());

const loginLimiter = rateLimit({
  windowMs: 15 * 60 * 1000,
  max: 10,
  standardHeaders: true,
  legacyHeaders: false,
  skipSuccessfulRequests: true,
});

// A valid bcrypt hash for no password in particular
const placeholder = await bcrypt.hash(String(Math.random()), 10);

app.post('/api/register', registerRules, validate, async (req: express.Request, res: express.Response) => {
  const { email, password, name } = req.body;
  const hash = await bcrypt.hash(password, 10);
  const result = await pool.query(
    'INSERT INTO users (email, password, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id, email',
    [email, hash, name],
  );
  if (result.rowCount === 0) {
    res.status(409).json({ error: 'Email already registered' });
    return;
  }
  res.status(201).json(result.rows[0]);
});

app.post('/api/login', loginLimiter, loginRules, validate, async (req: express.Request, res: express.Response) => {
  const { email, password } = req.body;
  const result = await pool.query('SELECT id, password FROM users WHERE LOWER(email) = $1', [email]);
  const user = result.rows[0];
  const ok = await bcrypt.compare(password, user?.password ?? placeholder);
  if (!user || !ok) {
    res.status(401).json({ error: 'Invalid credentials' });
    return;
  }
  setSession(res, user.id);
  res.json({ ok: true });
});

app.get('/api/me', requireAuth, async (_req, res) => {
  const result = await pool.query('SELECT id, email, name FROM users WHERE id = $1', [res.locals.userId]);
  if (result.rowCount === 0) {
    res.status(401).json({ error: 'Unauthorized' });
    return;
  }
  res.json(result.rows[0]);
});

app.post('/api/logout', (_req, res) => {
  clearSession(res);
  res.sendStatus(204);
});

const onError: ErrorRequestHandler = (err, _req, res, _next) => {
  const status = err.statusCode ?? 500;
  if (status >= 500) console.error(err);
  res.status(status).json({ error: status >= 500 ? 'Internal error' : 'Invalid request' });
};
app.use(onError);

app.listen(process.env.PORT);
