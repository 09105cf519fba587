import bcrypt from 'bcrypt';
import { type Request, type Response, Router } from 'express';
import { clearCookies, refreshTokenIn, setCookies, userIdIn } from './cookies.ts';
import { inTransaction } from './db.ts';
import { endAllSessions, endSession, holderOf, refreshSession, startSession } from './sessions.ts';
import { addUser, setPassword, type User, userByEmail, userById } from './users.ts';

const SALT_ROUNDS = 10;
// Compared when nobody has the address, so that it takes as long as a wrong password.
const NOBODY = await bcrypt.hash('nobody', SALT_ROUNDS);

export const routes = Router();

const isText = (value: unknown, min: number, max: number): value is string =>
  typeof value === 'string' && value.length >= min && value.length <= max && !value.includes('\0');
const isPassword = (value: unknown): value is string => isText(value, 8, 72);

/** The user who is logged in; nothing for a stranger, who is answered 401 here. */
async function loggedIn(req: Request, res: Response): Promise<User | undefined> {
  const userId = await userIdIn(req);
  const user = userId === undefined ? undefined : await userById(userId);
  if (!user) res.status(401).json({ error: 'Log in first' });
  return user;
}

routes.post('/register', async (req, res) => {
  const { email, password, name } = req.body ?? {};
  if (!isText(email, 3, 254) || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || !isText(name, 1, 100)) {
    res.status(400).json({ error: 'A valid e-mail address and a name are required' });
    return;
  }
  if (!isPassword(password)) {
    res.status(400).json({ error: 'The password has 8 characters at least' });
    return;
  }
  const user = await addUser(email.toLowerCase(), await bcrypt.hash(password, SALT_ROUNDS), name);
  if (!user) {
    res.status(409).json({ error: 'This address is taken' });
    return;
  }
  res.status(201).json({ id: user.id, email: user.email });
});

routes.post('/login', async (req, res) => {
  const { email, password } = req.body ?? {};
  const isSane = isText(email, 1, 254) && isText(password, 1, 256);
  const user = isSane ? await userByEmail(email.toLowerCase()) : undefined;
  const matches = isSane && (await bcrypt.compare(password, user?.passwordHash ?? NOBODY));
  if (!user || !matches) {
    res.status(401).json({ error: 'Wrong e-mail or password' });
    return;
  }
  const refreshToken = await inTransaction((client) => startSession(client, user.id));
  await setCookies(res, { userId: user.id, refreshToken });
  res.json({ id: user.id, email: user.email, name: user.name });
});

routes.post('/refresh', async (req, res) => {
  const token = refreshTokenIn(req);
  const refreshed = token === undefined ? undefined : await refreshSession(token);
  if (!refreshed) {
    clearCookies(res);
    res.status(401).json({ error: 'Log in again' });
    return;
  }
  await setCookies(res, refreshed);
  res.status(204).end();
});

routes.get('/me', async (req, res) => {
  const user = await loggedIn(req, res);
  if (user) res.json({ id: user.id, email: user.email, name: user.name });
});

routes.post('/password', async (req, res) => {
  // The form may have been open for longer than an access token lives
  const token = refreshTokenIn(req);
  const userId = (await userIdIn(req)) ?? (token === undefined ? undefined : await holderOf(token));
  const user = userId === undefined ? undefined : await userById(userId);
  if (!user) {
    res.status(401).json({ error: 'Log in first' });
    return;
  }
  const { currentPassword, newPassword } = req.body ?? {};
  if (!isText(currentPassword, 1, 256) || !(await bcrypt.compare(currentPassword, user.passwordHash))) {
    res.status(403).json({ error: 'The current password is wrong' });
    return;
  }
  if (!isPassword(newPassword)) {
    res.status(400).json({ error: 'The new password has 8 characters at least' });
    return;
  }
  const passwordHash = await bcrypt.hash(newPassword, SALT_ROUNDS);
  const refreshToken = await inTransaction(async (client) => {
    await setPassword(client, user.id, passwordHash);
    await endAllSessions(client, user.id);
    // This browser has just shown that it knows the password. It goes on, in a session that no copy knows.
    return startSession(client, user.id);
  });
  await setCookies(res, { userId: user.id, refreshToken });
  res.status(204).end();
});

// By the refresh token: who comes back after an hour and logs out has no access token any more.
routes.post('/logout', async (req, res) => {
  const token = refreshTokenIn(req);
  if (token !== undefined) await endSession(token);
  clearCookies(res);
  res.status(204).end();
});
