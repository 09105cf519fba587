import bcrypt from 'bcrypt';
import cookieParser from 'cookie-parser';
import express, { type NextFunction, type Request, type Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { authenticate, COOKIE_OPTIONS, generateToken, type AuthRequest } from './auth.ts';
import { createUser, findUserByEmail, findUserById } from './db.ts';

const app = express();
const PORT = process.env.PORT || 3000;
const EMAIL_REGEX = /^[^\s@\0]+@[^\s@\0]+\.[^\s@\0]+$/;
const DUMMY_HASH = bcrypt.hashSync('not a real password', 10);

// Middleware
app.set('trust proxy', 1);
app.use(express.json({ limit: '100kb' }));
app.use(cookieParser());

function isEmail(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 255 && EMAIL_REGEX.test(value);
}

// Refuse anything that is not an e-mail and a password before it is counted or looked up
function checkCredentials(req: Request, res: Response, next: NextFunction) {
  const { email, password } = req.body ?? {};
  if (!isEmail(email) || typeof password !== 'string' || password.length === 0 || password.length > 1000) {
    return res.status(400).json({ error: 'A valid email and a password are required' });
  }
  req.body.email = email.toLowerCase();
  next();
}

const loginLimiter = rateLimit({
  windowMs: 15 * 60 * 1000,
  limit: 10,
  skipSuccessfulRequests: true,
  keyGenerator: (req) => `${ipKeyGenerator(req.ip ?? '')}|${req.body.email}`,
});

// Register a new user
app.post('/api/register', checkCredentials, async (req, res) => {
  const { email, password, name } = req.body;

  if (password.length < 8) {
    return res.status(400).json({ error: 'The password must have at least 8 characters' });
  }
  if (typeof name !== 'string' || name.length === 0 || name.length > 255 || name.includes('\0')) {
    return res.status(400).json({ error: 'A name is required' });
  }

  try {
    const user = await createUser(email, await bcrypt.hash(password, 10), name);
    res.status(201).json({ id: user.id, email: user.email });
  } catch (error) {
    if ((error as { code?: string }).code === '23505') {
      return res.status(409).json({ error: 'User already exists' });
    }
    throw error;
  }
});

// Log in
app.post('/api/login', checkCredentials, loginLimiter, async (req, res) => {
  const { email, password } = req.body;

  const user = await findUserByEmail(email);
  const matches = await bcrypt.compare(password, user ? user.password_hash : DUMMY_HASH);
  if (!user || !matches) {
    return res.status(401).json({ error: 'Invalid email or password' });
  }

  res.cookie('token', generateToken(user), { ...COOKIE_OPTIONS, maxAge: 12 * 60 * 60 * 1000 });
  res.json({
    message: 'Login successful',
    user: { id: user.id, email: user.email, name: user.name },
  });
});

// Get the current user (protected)
app.get('/api/me', authenticate, async (req: AuthRequest, res) => {
  const user = await findUserById(req.userId!);
  if (!user) {
    return res.status(401).json({ error: 'User not found' });
  }
  res.json({ id: user.id, email: user.email, name: user.name });
});

// Log out
app.post('/api/logout', (_req, res) => {
  res.clearCookie('token', COOKIE_OPTIONS);
  res.status(204).send();
});

// All errors as JSON, without details
app.use((err: Error & { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
  if (err.status && err.status < 500) {
    return res.status(err.status).json({ error: 'Bad request' });
  }
  console.error(err);
  res.status(500).json({ error: 'Internal server error' });
});

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
