'use strict';

const cookieParser = require('cookie-parser');
const express = require('express');
const { authenticate, authRouter } = require('./auth.ts');
const bank = require('./bank.ts');
const { pool } = require('./db.ts');

const app = express();
app.set('trust proxy', 1);
app.use(express.json());
app.use(cookieParser());
app.use('/api', authRouter);
app.use('/api', authenticate);

app.get('/api/accounts', async (req, res) => {
  const { rows } = await pool.query('SELECT id, name, balance FROM accounts WHERE user_id = $1 ORDER BY id', [req.userId]);
  res.json({ accounts: rows });
});

app.post('/api/accounts', async (req, res) => {
  const name = req.body?.name;
  if (typeof name !== 'string' || !name.trim() || name.length > 100 || name.includes('\0')) {
    return res.status(422).json({ error: 'name is missing' });
  }
  const { rows } = await pool.query(
    'INSERT INTO accounts (user_id, name) VALUES ($1, $2) RETURNING id, name, balance',
    [req.userId, name],
  );
  res.status(201).json(rows[0]);
});

app.get('/api/transfers', async (req, res) => res.json({ transfers: await bank.history(req.userId) }));

app.post('/api/transfers', async (req, res) => {
  const { status, body } = await bank.transfer(req.userId, req.get('idempotency-key'), req.body);
  res.status(status).json(body);
});

app.use((error, req, res, next) => {
  if (res.headersSent) return next(error);
  const status = error.status >= 400 && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  res.status(status).json({ error: status === 500 ? 'internal error' : 'bad request' });
});

app.listen(process.env.PORT);
