import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import bcrypt from 'bcryptjs';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Pool } from 'pg';

const db = new Pool({ connectionString: process.env.DATABASE_URL });
const app = express();
app.use(express.json({ limit: '16kb' }));

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const key = randomBytes(32);
const sign = (payload: string) => createHmac('sha256', key).update(payload).digest('base64url');

const issue = (id: number) => {
  const payload = `${id}.${Date.now() + 8 * 3_600_000}`;
  return `${payload}.${sign(payload)}`;
};

/** The id of the sender. Every route below /api/(me|users|search) asks for it. */
function sender(req: Request): number {
  const [id = '', ends = '', signature = ''] = (req.get('authorization') ?? '').replace(/^Bearer /, '').split('.');
  const [given, wanted] = [Buffer.from(signature), Buffer.from(sign(`${id}.${ends}`))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted) || Number(ends) < Date.now()) {
    throw new Refusal(401, 'log in first');
  }
  return Number(id);
}

function text(value: unknown, min: number, max: number, what: string): string {
  if (typeof value !== 'string' || value.length < min || value.length > max || value.includes('\u0000')) {
    throw new Refusal(422, `${what}: text of ${min} to ${max} characters`);
  }
  return value;
}

function whole(value: unknown, fallback: number | undefined, what: string): number {
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value)) throw new Refusal(422, `${what}: a whole number`);
  return Number(value);
}

app.post('/api/register', async (req, res) => {
  const email = text(req.body?.email, 3, 254, 'email').toLowerCase();
  const password = text(req.body?.password, 8, 72, 'password');
  const name = text(req.body?.name, 1, 100, 'name');
  const inviter = req.body?.invited_by ?? null;
  if (!email.includes('@')) throw new Refusal(422, 'email: an address');
  const { rows } = await db.query(
    `insert into users (email, password_hash, name, invited_by) select $1, $2, $3, (select id from users where id::text = $4)
     on conflict do nothing returning id`,
    [email, await bcrypt.hash(password, 5), name, inviter === null ? null : String(inviter)],
  );
  if (!rows[0]) throw new Refusal(409, 'taken');
  res.status(201).json(rows[0]);
});

app.post('/api/login', async (req, res) => {
  const { email, password } = req.body ?? {};
  if (typeof email !== 'string' || typeof password !== 'string') throw new Refusal(401, 'wrong');
  const { rows } = await db.query('select id, password_hash from users where email = $1', [email.toLowerCase()]);
  if (!rows[0] || !(await bcrypt.compare(password, rows[0].password_hash))) throw new Refusal(401, 'wrong');
  res.json({ token: issue(rows[0].id) });
});

app.post('/api/logout', (_req, res) => res.status(204).end());

const CARD = 'u.id, u.name, u.bio, u.joined_at';

async function record(id: number, viewer: number) {
  const more = id === viewer ? ', u.email, u.balance, u.stripe_customer_id' : '';
  const { rows } = await db.query(
    `select ${CARD}${more}, i.id as inviter_id, i.name as inviter_name
     from users u left join users i on i.id = u.invited_by where u.id = $1`,
    [id],
  );
  if (!rows[0]) throw new Refusal(404, 'nobody');
  const { inviter_id, inviter_name, ...rest } = rows[0];
  return { ...rest, inviter: inviter_id ? { id: inviter_id, name: inviter_name } : null };
}

app.get('/api/me', async (req, res) => res.json(await record(sender(req), sender(req))));

const orders: Record<string, string> = { id: 'id', name: 'name, id', joined_at: 'joined_at, id' };

app.get('/api/users', async (req, res) => {
  sender(req);
  const order = Object.hasOwn(orders, String(req.query.sort ?? 'id')) && orders[String(req.query.sort ?? 'id')];
  if (!order || Array.isArray(req.query.sort)) throw new Refusal(422, 'sort: id, name or joined_at');
  const size = whole(req.query.limit, 10, 'limit');
  if (size < 1 || size > 25) throw new Refusal(422, 'limit: 1 to 25');
  const skip = (Math.max(1, whole(req.query.page, 1, 'page')) - 1) * size;
  const { rows } = await db.query(`select ${CARD} from users u order by ${order} limit $1 offset $2`, [size, skip]);
  res.json({ users: rows });
});

app.get('/api/users/:id', async (req, res) => {
  const viewer = sender(req);
  res.json(await record(whole(req.params.id, undefined, 'id'), viewer));
});

app.patch('/api/users/:id', async (req, res) => {
  const viewer = sender(req);
  if (whole(req.params.id, undefined, 'id') !== viewer) throw new Refusal(404, 'nobody');
  for (const field of Object.keys(req.body ?? {})) {
    if (field === 'name') await db.query('update users set name = $2 where id = $1', [viewer, text(req.body.name, 1, 100, 'name')]);
    else if (field === 'bio') await db.query('update users set bio = $2 where id = $1', [viewer, text(req.body.bio, 0, 500, 'bio')]);
  }
  res.json(await record(viewer, viewer));
});

app.get('/api/search', async (req, res) => {
  sender(req);
  const wanted = text(req.query.q, 1, 100, 'q').toLowerCase();
  const { rows } = await db.query(
    `select ${CARD} from users u where strpos(lower(name || chr(10) || bio), $1) > 0 order by id limit 25`,
    [wanted],
  );
  res.json({ users: rows });
});

app.use((error: Error & { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
  if (!error.status) console.error(error);
  res.status(error.status ?? 500).json({ error: error instanceof Refusal ? error.message : 'no' });
});

app.listen(process.env.PORT);
