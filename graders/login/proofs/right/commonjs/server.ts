'use strict';

const bcrypt = require('bcryptjs');
const cookieParser = require('cookie-parser');
const express = require('express');
const jwt = require('jsonwebtoken');
const db = require('./db.ts');
const { countAttempt, undoAttempt } = require('./limits.ts');

const { JWT_SECRET, PORT } = process.env;
if (!JWT_SECRET) {
  throw new Error('JWT_SECRET environment variable is required');
}

const DUMMY = bcrypt.hashSync('dummy', 10);
const cookieOptions = { httpOnly: true, secure: true, sameSite: 'lax' };

const app = express();
app.set('trust proxy', 1);
app.use(express.json());
app.use(cookieParser());

function normalizeEmail(email) {
  if (typeof email !== 'string' || email.length > 254) return null;
  if (!/^[^\s@"(),:;<>[\]\\\u0000]+@[a-z0-9.-]+\.[a-z]{2,}$/i.test(email)) return null;
  return email.toLowerCase();
}

app.post('/api/register', async (req, res) => {
  const body = req.body || {};
  const email = normalizeEmail(body.email);
  if (!email) return res.status(400).json({ error: 'Invalid email' });
  if (typeof body.password !== 'string' || body.password.length < 8 || body.password.length > 1000) {
    return res.status(400).json({ error: 'Password must be at least 8 characters' });
  }
  if (typeof body.name !== 'string' || body.name.trim() === '' || body.name.length > 120 || body.name.includes('\u0000')) {
    return res.status(400).json({ error: 'Invalid name' });
  }
  const hash = await bcrypt.hash(body.password, 10);
  const { rows } = await db.query(
    'INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING RETURNING id, email',
    [email, hash, body.name],
  );
  if (rows.length === 0) return res.status(409).json({ error: 'Email already in use' });
  res.status(201).json(rows[0]);
});

app.post('/api/login', async (req, res) => {
  const body = req.body || {};
  const email = normalizeEmail(body.email);
  if (!email || typeof body.password !== 'string') return res.status(400).json({ error: 'Invalid input' });

  const limit = await countAttempt(req.ip, email);
  if (limit.blocked) {
    res.set('Retry-After', String(limit.seconds));
    return res.status(429).json({ error: 'Too many attempts' });
  }

  const { rows } = await db.query('SELECT id, password_hash FROM users WHERE email = $1', [email]);
  const valid = await bcrypt.compare(body.password, rows.length ? rows[0].password_hash : DUMMY);
  if (!rows.length || !valid) return res.status(401).json({ error: 'Invalid email or password' });

  await undoAttempt(req.ip, email);
  const token = jwt.sign({ id: rows[0].id }, JWT_SECRET, { expiresIn: '1h' });
  res.cookie('token', token, { ...cookieOptions, maxAge: 3600000 });
  res.json({ success: true });
});

function auth(req, res, next) {
  try {
    req.user = jwt.verify(req.cookies.token, JWT_SECRET, { algorithms: ['HS256'] });
  } catch (err) {
    return res.status(401).json({ error: 'Not authenticated' });
  }
  next();
}

app.get('/api/me', auth, async (req, res) => {
  const { rows } = await db.query('SELECT id, email, name FROM users WHERE id = $1', [req.user.id]);
  if (!rows.length) return res.status(401).json({ error: 'Not authenticated' });
  res.json(rows[0]);
});

app.post('/api/logout', (req, res) => {
  res.clearCookie('token', cookieOptions);
  res.status(204).end();
});

app.use((err, req, res, next) => {
  if (err.status >= 400 && err.status < 500) return res.status(err.status).json({ error: 'Bad request' });
  console.error(err);
  res.status(500).json({ error: 'Server error' });
});

app.listen(PORT);
