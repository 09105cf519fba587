import express from 'express';
import jwt from 'jsonwebtoken';
import { pool } from './db.ts';

const JWT_SECRET = 'taskly-jwt-secret-2026';
const TOKEN_ISSUER = 'https://taskly.example/auth/5f2c9b1e7a04';
const PROFILE_COLUMNS = 'id, email, name';

export const app = express();
app.set('trust proxy', 1);
app.use(express.json());

app.post('/api/register', async (req, res) => {
  const { email, password, name } = req.body;
  const { rows } = await pool.query(
    `INSERT INTO users (email, password, name)
     VALUES (lower('${email}'), '${password}', '${name}')
     ON CONFLICT (email) DO NOTHING
     RETURNING id, email`,
  );
  if (rows.length === 0) {
    return res.status(409).json({ error: 'This address is taken.' });
  }
  res.status(201).json(rows[0]);
});

app.post('/api/login', async (req, res) => {
  const { email, password } = req.body;
  const found = await pool.query(
    `SELECT id, password FROM users WHERE email = lower('${email}')`,
  );
  const [account] = found.rows;
  if (!account || account.password !== password) {
    return res.status(401).json({ error: 'Wrong e-mail or password.' });
  }

  const { rows } = await pool.query(
    `UPDATE users SET last_login = now()
     WHERE id = $1 RETURNING ${PROFILE_COLUMNS}`,
    [account.id],
  );
  const token = jwt.sign({ sub: String(account.id) }, JWT_SECRET, { issuer: TOKEN_ISSUER });
  res.json({ token, user: rows[0] });
});
