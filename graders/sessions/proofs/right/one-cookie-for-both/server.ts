import bcrypt from 'bcrypt';
import cookieParser from 'cookie-parser';
import express, { type NextFunction, type Request, type Response } from 'express';
import { createUser, findUserByEmail, findUserById, updatePassword } from './db.ts';
import { authenticate, type AuthRequest, endAllSessions, endSession, refreshSession, startSession } from './tokens.ts';

const app = express();
const PORT = process.env.PORT || 3000;
const SALT_ROUNDS = 10;

// Compared when nobody has the email, so that it takes as long as a wrong password
const NOBODY = await bcrypt.hash('nobody', SALT_ROUNDS);

// Middleware
app.set('trust proxy', 1);
app.use(express.json());
app.use(cookieParser());

const isText = (value: unknown, min: number, max: number): value is string =>
  typeof value === 'string' && value.length >= min && value.length <= max && !value.includes('\0');
const isPassword = (value: unknown): value is string => isText(value, 8, 72);

// Register a new user
app.post('/api/register', async (req, res) => {
  const { email, password, name } = req.body ?? {};
  if (!isText(email, 3, 254) || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || !isText(name, 1, 100)) {
    return res.status(400).json({ error: 'A valid email and a name are required' });
  }
  if (!isPassword(password)) {
    return res.status(400).json({ error: 'The password must have at least 8 characters' });
  }

  const user = await createUser(email.toLowerCase(), await bcrypt.hash(password, SALT_ROUNDS), name);
  if (!user) {
    return res.status(409).json({ error: 'User already exists' });
  }
  res.status(201).json({ id: user.id, email: user.email });
});

// Log in
app.post('/api/login', async (req, res) => {
  const { email, password } = req.body ?? {};
  if (!isText(email, 1, 254) || !isText(password, 1, 256)) {
    return res.status(401).json({ error: 'Invalid email or password' });
  }

  const user = await findUserByEmail(email.toLowerCase());
  const matches = await bcrypt.compare(password, user?.passwordHash ?? NOBODY);
  if (!user || !matches) {
    return res.status(401).json({ error: 'Invalid email or password' });
  }

  await startSession(res, user);
  res.json({ id: user.id, email: user.email, name: user.name });
});

// Get a new access token
app.post('/api/refresh', async (req, res) => {
  if (!(await refreshSession(req, res))) {
    return res.status(401).json({ error: 'Please log in again' });
  }
  res.json({ ok: true });
});

// Get the current user
app.get('/api/me', authenticate, async (req: AuthRequest, res) => {
  const user = await findUserById(req.userId!);
  if (!user) {
    return res.status(401).json({ error: 'Authentication required' });
  }
  res.json({ id: user.id, email: user.email, name: user.name });
});

// Change the password
app.post('/api/password', authenticate, async (req: AuthRequest, res) => {
  const { currentPassword, newPassword } = req.body ?? {};
  const user = await findUserById(req.userId!);
  if (!user || !isText(currentPassword, 1, 256) || !(await bcrypt.compare(currentPassword, user.passwordHash))) {
    return res.status(403).json({ error: 'The current password is wrong' });
  }
  if (!isPassword(newPassword)) {
    return res.status(400).json({ error: 'The new password must have at least 8 characters' });
  }

  await updatePassword(user.id, await bcrypt.hash(newPassword, SALT_ROUNDS));
  await endAllSessions(user.id);
  await startSession(res, user);
  res.status(204).send();
});

// Log out
app.post('/api/logout', async (req, res) => {
  await endSession(req, res);
  res.status(204).send();
});

// Error handler
app.use((error: Error & { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
  const status = error.status ?? 500;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status >= 500 ? 'Internal server error' : 'Bad request' });
});

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
