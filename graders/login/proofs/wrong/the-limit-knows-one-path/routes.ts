import { Router } from 'express';
import { giveBack, secondsLeft, takeAttempt } from './attempts.ts';
import { Credentials, complaint, Registration } from './input.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { clearSession, sessionUser, startSession } from './sessions.ts';
import { addUser, credentialsOf, userById } from './users.ts';

export const routes = Router();

routes.post('/register', async (req, res) => {
  const input = Registration.safeParse(req.body);
  if (!input.success) {
    res.status(400).json({ error: complaint(input.error) });
    return;
  }
  const { email, password, name } = input.data;
  const user = await addUser(email, await hashPassword(password), name);
  if (!user) {
    res.status(409).json({ error: 'This address is taken' });
    return;
  }
  res.status(201).json({ id: user.id, email: user.email });
});

routes.post('/login', async (req, res) => {
  const input = Credentials.safeParse(req.body);
  if (!input.success) {
    res.status(400).json({ error: complaint(input.error) });
    return;
  }
  const { email, password } = input.data;
  // The limit is for the login alone
  const attempt = req.originalUrl === '/api/login' ? await takeAttempt(req.ip ?? '::', email) : undefined;
  if (attempt && !attempt.allowed) {
    res.set('Retry-After', String(secondsLeft(attempt)));
    res.status(429).json({ error: 'Too many attempts, try again later' });
    return;
  }
  const user = await credentialsOf(email);
  const matches = await verifyPassword(user?.passwordHash, password);
  if (!user || !matches) {
    res.status(401).json({ error: 'Wrong e-mail or password' });
    return;
  }
  if (attempt) await giveBack(attempt);
  await startSession(res, user.id);
  res.json({ id: user.id, email });
});

routes.get('/me', async (req, res) => {
  const userId = await sessionUser(req);
  const user = userId === undefined ? undefined : await userById(userId);
  if (!user) {
    res.status(401).json({ error: 'Log in first' });
    return;
  }
  res.json(user);
});

routes.post('/logout', (_req, res) => {
  clearSession(res);
  res.status(204).end();
});
