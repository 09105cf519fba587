import { type CookieOptions, type Request, Router } from 'express';
import type { Pool } from 'pg';
import { Credentials, complaint, Registration } from './input.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { Throttle } from './throttle.ts';
import type { Tokens } from './tokens.ts';

interface Needs {
  db: Pool;
  tokens: Tokens;
  throttle: Throttle;
}

const COOKIE = 'login';
const FLAGS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/api' };

export function createAuthRouter({ db, tokens, throttle }: Needs): Router {
  const router = Router();

  const me = async (req: Request) => {
    const id = tokens.read(req.cookies[COOKIE]);
    if (id === null) return null;
    const { rows } = await db.query('SELECT id, email, display_name AS name FROM people WHERE id = $1', [id]);
    return rows[0] ?? null;
  };

  router.post('/register', async (req, res) => {
    const input = Registration.safeParse(req.body);
    if (!input.success) return void res.status(422).json({ error: complaint(input.error) });
    const { rows } = await db.query(
      `INSERT INTO people (email, hash, display_name) VALUES ($1, $2, $3)
       ON CONFLICT ((lower(email))) DO NOTHING RETURNING id, email`,
      [input.data.email, await hashPassword(input.data.password), input.data.name],
    );
    if (rows.length === 0) return void res.status(409).json({ error: 'This address has an account' });
    res.status(201).json(rows[0]);
  });

  router.post('/login', async (req, res) => {
    const input = Credentials.safeParse(req.body);
    if (!input.success) return void res.status(422).json({ error: complaint(input.error) });
    const { email, password } = input.data;
    const outcome = await throttle.guess(`${req.ip} ${email}`, async () => {
      const { rows } = await db.query('SELECT id, hash FROM people WHERE lower(email) = $1', [email]);
      return (await verifyPassword(rows[0]?.hash, password)) ? (rows[0].id as number) : null;
    });
    if ('wait' in outcome) {
      return void res.set('Retry-After', `${outcome.wait}`).status(429).json({ error: 'Wait a while' });
    }
    if (outcome.result === null) return void res.status(401).json({ error: 'No such e-mail and password' });
    res.cookie(COOKIE, tokens.issue(outcome.result), { ...FLAGS, maxAge: tokens.maxAgeMs });
    res.json({ id: outcome.result });
  });

  router.get('/me', async (req, res) => {
    const user = await me(req);
    if (user) res.json(user);
    else res.status(401).json({ error: 'Nobody is logged in' });
  });

  router.post('/logout', async (req, res) => {
    if (!(await me(req))) return void res.status(401).json({ error: 'Nobody is logged in' });
    res.clearCookie(COOKIE, FLAGS).status(204).end();
  });

  return router;
}
