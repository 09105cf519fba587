import { Router } from 'express';
import { pool } from './db.ts';
import { Credentials, complaint, Registration } from './input.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { endSession, sessionUser, startSession } from './sessions.ts';
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
  const key = `${email}@${req.ip}`;
  const { rows } = await pool.query('SELECT * FROM take_try($1)', [key]);
  if (!rows[0].allowed) {
    res.set('Retry-After', String(rows[0].seconds));
    res.status(429).json({ error: 'Too many attempts, try again later' });
    return;
  }
  const user = await credentialsOf(email);
  const matches = await verifyPassword(user?.passwordHash, password);
  if (!user || !matches) {
    res.status(401).json({ error: 'Wrong e-mail or password' });
    return;
  }
  await pool.query('UPDATE throttle SET tries = tries - 1 WHERE key = $1 AND tries > 0', [key]);
  await startSession(res, user.id);
  res.json({});
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

routes.post('/logout', async (req, res) => {
  await endSession(req, res);
  res.status(204).end();
});
