const { createHash, randomBytes, scrypt, timingSafeEqual } = require('node:crypto');
const { promisify } = require('node:util');
const cookieParser = require('cookie-parser');
const express = require('express');
const { Pool } = require('pg');

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const derive = promisify(scrypt);
const digest = (token) => createHash('sha3-256').update(token).digest('base64');
const seconds = () => Date.now() / 1000;

class Sessions {
  constructor(pool) {
    this.pool = pool;
  }

  async transaction(work) {
    const db = await this.pool.connect();
    try {
      await db.query('BEGIN');
      const result = await work(db);
      await db.query('COMMIT');
      return result;
    } catch (error) {
      await db.query('ROLLBACK');
      throw error;
    } finally {
      db.release();
    }
  }

  async pair(db, session, generation) {
    const access = randomBytes(24).toString('base64url');
    const refresh = randomBytes(24).toString('base64url');
    await db.query(
      `INSERT INTO auth.token VALUES ($1, 'access', $3, $4, $5), ($2, 'refresh', $3, $4, $6)`,
      [digest(access), digest(refresh), session, generation, seconds() + 12 * MINUTE, seconds() + 7 * DAY],
    );
    return { access, refresh };
  }

  start(person) {
    return this.transaction(async (db) => {
      const { rows } = await db.query(
        'INSERT INTO auth.session (person, started, turned) VALUES ($1, $2, $2) RETURNING id',
        [person, seconds()],
      );
      return this.pair(db, rows[0].id, 1);
    });
  }

  refresh(token) {
    return this.transaction(async (db) => {
      const { rows } = await db.query(
        `SELECT s.id, s.person, s.generation, s.turned, t.generation AS own
         FROM auth.token t JOIN auth.session s ON s.id = t.session
         WHERE t.digest = $1 AND t.kind = 'refresh' AND t.until > $2 AND NOT s.ended AND s.started > $2 - $3
         FOR UPDATE OF s`,
        [digest(token), seconds(), 30 * DAY],
      );
      if (rows.length === 0) return undefined;
      const [{ id, person, generation, turned, own }] = rows;
      if (own === generation) {
        await db.query('UPDATE auth.session SET generation = $2, turned = $3 WHERE id = $1', [
          id,
          generation + 1,
          seconds(),
        ]);
        return this.pair(db, id, generation + 1);
      }
      if (own === generation - 1 && seconds() - turned < 10) return this.pair(db, id, generation);
      // Somebody has a copy. Better that the owner logs in again, everywhere.
      await this.endAll(person, db);
      return undefined;
    });
  }

  async end(token) {
    await this.pool.query(
      `UPDATE auth.session SET ended = true
       WHERE id = (SELECT session FROM auth.token WHERE digest = $1 AND kind = 'refresh')`,
      [digest(token)],
    );
  }

  async endAll(person, db = this.pool) {
    await db.query('UPDATE auth.session SET ended = true WHERE person = $1', [person]);
  }

  async who(token) {
    const { rows } = await this.pool.query(
      `SELECT p.* FROM auth.token t JOIN auth.session s ON s.id = t.session JOIN auth.people p ON p.id = s.person
       WHERE t.digest = $1 AND t.kind = 'access' AND t.until > $2 AND NOT s.ended`,
      [digest(token), seconds()],
    );
    return rows[0];
  }
}

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const sessions = new Sessions(pool);
const app = express();
app.use(express.json(), cookieParser());

const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax', path: '/api' };
const cookie = (req, name) => (typeof req.cookies[name] === 'string' ? req.cookies[name] : '');
function hand(res, { access, refresh }) {
  res.cookie('a', access, FLAGS);
  res.cookie('r', refresh, { ...FLAGS, maxAge: 7 * DAY * 1000 });
}
function clear(res) {
  res.clearCookie('a', FLAGS);
  res.clearCookie('r', FLAGS);
}
const isText = (value) => typeof value === 'string' && value.length > 0 && value.length < 300 && !/\0/.test(value);
const matches = async (person, password) =>
  timingSafeEqual(person.password, await derive(password, person.salt, 32));

app.post('/api/register', async (req, res) => {
  const { email, password, name } = req.body ?? {};
  if (!isText(email) || !email.includes('@') || !isText(name) || !isText(password) || password.length < 8) {
    return res.status(422).json({ error: 'An address, a name and a password of 8 characters, please' });
  }
  const salt = randomBytes(16);
  const { rows } = await pool.query(
    `INSERT INTO auth.people (email, name, salt, password) VALUES (lower($1), $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING id, email`,
    [email, name, salt, await derive(password, salt, 32)],
  );
  return rows[0] ? res.status(201).json(rows[0]) : res.status(409).json({ error: 'Taken' });
});

app.post('/api/login', async (req, res) => {
  const { email, password } = req.body ?? {};
  const { rows } = isText(email)
    ? await pool.query('SELECT * FROM auth.people WHERE email = lower($1)', [email])
    : { rows: [] };
  if (!isText(password) || !rows[0] || !(await matches(rows[0], password))) {
    return res.status(401).json({ error: 'Wrong' });
  }
  // What this browser had before is over.
  await sessions.end(cookie(req, 'r'));
  hand(res, await sessions.start(rows[0].id));
  return res.json({});
});

app.post('/api/refresh', async (req, res) => {
  const pair = await sessions.refresh(cookie(req, 'r'));
  if (!pair) {
    clear(res);
    return res.status(401).json({ error: 'Log in' });
  }
  hand(res, pair);
  return res.json({ refreshed: true });
});

app.use('/api/me', async (req, res) => {
  const person = await sessions.who(cookie(req, 'a'));
  if (!person) return res.status(401).json({ error: 'Log in' });
  return res.json({ id: person.id, email: person.email, name: person.name });
});

app.post('/api/password', async (req, res) => {
  const person = await sessions.who(cookie(req, 'a'));
  if (!person) return res.status(401).json({ error: 'Log in' });
  const { currentPassword, newPassword } = req.body ?? {};
  if (!isText(newPassword) || newPassword.length < 8) return res.status(422).json({ error: 'Too short' });
  if (!isText(currentPassword) || !(await matches(person, currentPassword))) {
    return res.status(400).json({ error: 'Wrong password' });
  }
  const salt = randomBytes(16);
  await pool.query('UPDATE auth.people SET salt = $2, password = $3 WHERE id = $1', [
    person.id,
    salt,
    await derive(newPassword, salt, 32),
  ]);
  await sessions.endAll(person.id);
  clear(res);
  return res.json({ message: 'Log in with your new password' });
});

app.post('/api/logout', async (req, res) => {
  await sessions.end(cookie(req, 'r'));
  clear(res);
  return res.sendStatus(204);
});

app.listen(process.env.PORT);
