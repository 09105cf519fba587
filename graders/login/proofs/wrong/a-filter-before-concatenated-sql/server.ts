import argon2 from 'argon2';
import cookieParser from 'cookie-parser';
import express, { type CookieOptions, type NextFunction, type Request, type Response } from 'express';
import { authenticate, generateToken, type AuthRequest } from './auth.ts';
import { looksLikeAttack } from './waf.ts';
import { createUser, findUserByEmail, findUserById } from './db.ts';

const app = express();
const PORT = process.env.PORT || 3000;

const COOKIE: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax' };
const WINDOW = 15 * 60 * 1000;
const guesses = new Map<string, { count: number; until: number }>();
const NOBODY = await argon2.hash('nobody');

function parse(body: any) {
  const { email, password, name } = body ?? {};
  const valid =
    typeof email === 'string' && email.toLowerCase().length < 255 && /^[^\s@\0]+@[^\s@\0]+$/.test(email) && typeof password === 'string';
  if (!valid || [email, name].some((value) => typeof value === 'string' && looksLikeAttack(value))) return undefined;
  return valid ? { email: email.toLowerCase(), password, name } : undefined;
}

app.set('trust proxy', 1);

// Middleware
app.use(express.json());
app.use(cookieParser());

// Register a new user
app.post('/api/register', async (req, res) => {
  try {
    const input = parse(req.body);
    if (!input || [...input.password].length < 8 || typeof input.name !== 'string' || input.name.length > 255 || input.name.includes('\0')) {
      return res.status(400).json({ error: 'Invalid input' });
    }
    const { email, password, name } = input;

    // Check if the user already exists
    const existingUser = await findUserByEmail(email);
    if (existingUser) {
      return res.status(409).json({ error: 'User already exists' });
    }

    // Create the user
    const user = await createUser(email, await argon2.hash(password), name);

    res.status(201).json({ id: user.id, email: user.email });
  } catch (error) {
    if ((error as { code?: string }).code === '23505') return res.status(409).json({ error: 'User already exists' });
    console.error('Register error:', error);
    res.status(500).json({ error: 'Internal server error' });
  }
});

// Log in
app.post('/api/login', async (req, res) => {
  try {
    const input = parse(req.body);
    if (!input) return res.status(400).json({ error: 'Invalid input' });
    const { email, password } = input;

    // Count the guess first, take it back when it was right
    const key = `${req.ip} ${email}`;
    let guess = guesses.get(key);
    if (!guess || guess.until <= Date.now()) {
      guess = { count: 0, until: Date.now() + WINDOW };
      guesses.set(key, guess);
    }
    if (guess.count >= 10) {
      res.set('Retry-After', String(Math.ceil((guess.until - Date.now()) / 1000)));
      return res.status(429).json({ error: 'Too many attempts' });
    }
    guess.count++;

    // Look up the user
    const user = await findUserByEmail(email);
    const right = await argon2.verify(user?.password ?? NOBODY, password);
    if (!user || !right) {
      return res.status(401).json({ error: 'Invalid email or password' });
    }

    guess.count--;

    // Generate the token
    const token = generateToken(user);
    res.cookie('token', token, { ...COOKIE, maxAge: 24 * 60 * 60 * 1000 });

    res.json({
      message: 'Login successful',
      user: { id: user.id, email: user.email, name: user.name },
    });
  } catch (error) {
    console.error('Login error:', error);
    res.status(500).json({ error: 'Internal server error' });
  }
});

// Get the current user (protected)
app.get('/api/me', authenticate, async (req: AuthRequest, res) => {
  try {
    const user = await findUserById(req.userId!);
    if (!user) {
      return res.status(401).json({ error: 'User not found' });
    }

    res.json({ id: user.id, email: user.email, name: user.name });
  } catch (error) {
    console.error('Profile error:', error);
    res.status(500).json({ error: 'Internal server error' });
  }
});

// Log out
app.post('/api/logout', (_req, res) => {
  res.clearCookie('token', COOKIE);
  res.status(204).send();
});

// Errors before a route: malformed JSON, too large
app.use((error: any, _req: Request, res: Response, _next: NextFunction) => {
  const status = error.status >= 400 && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  res.status(status).json({ error: status === 500 ? 'Internal server error' : 'Invalid request' });
});

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
