import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { jwtVerify, SignJWT } from 'jose';
import { Pool, type PoolClient } from 'pg';

const db = new Pool({ connectionString: process.env.DATABASE_URL });
const secret = new TextEncoder().encode(process.env.JWT_SECRET);
if (secret.length < 32) throw new Error('JWT_SECRET is not set');

interface Me {
  id: number;
  role: 'user' | 'admin';
}
type Right = 'anybody' | 'customer' | 'admin';
type Handler = (req: Request, me: Me, client: PoolClient) => Promise<[status: number, body?: unknown]>;

const refuse = (status: number, error: string): never => {
  throw Object.assign(new Error(error), { status, isOurs: true });
};

async function whoIs(req: Request): Promise<Me | undefined> {
  const [, token = ''] = /^Bearer (.+)$/.exec(req.get('authorization') ?? '') ?? [];
  const checked = await jwtVerify(token, secret, { algorithms: ['HS256'] }).catch(() => undefined);
  if (!checked) return undefined;
  const { rows } = await db.query('select id, role from users where id = $1', [checked.payload.sub]);
  return rows[0];
}

const app = express();
app.use(express.json());

/** Every request is one transaction: what throws has not happened. */
function route(right: Right, method: 'get' | 'post' | 'patch' | 'delete', path: string, handler: Handler): void {
  app[method](path, async (req, res) => {
    const me = right === 'anybody' ? undefined : await whoIs(req);
    if (right !== 'anybody' && !me) refuse(401, 'log in first');
    if (right === 'admin' && me?.role !== 'admin') refuse(403, 'admins only');
    const client = await db.connect();
    try {
      await client.query('begin');
      const [status, body] = await handler(req, me as Me, client);
      await client.query('commit');
      if (body === undefined) res.status(status).end();
      else res.status(status).json(body);
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  });
}

const text = (value: unknown, max: number, what: string): string =>
  typeof value === 'string' && value !== '' && value.length <= max && !value.includes('\u0000')
    ? value
    : refuse(422, `${what}: text of up to ${max} characters`);
const quantity = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100 ? value : refuse(422, 'quantity: 1 to 100');
const one = <T extends string>(value: unknown, of: readonly T[]): T =>
  of.find((item) => item === value) ?? refuse(422, `one of ${of.join(', ')}`);
const id = (req: Request): number => (/^\d{1,9}$/.test(String(req.params.id)) ? Number(req.params.id) : refuse(404, 'nothing there'));

const derive = (password: string, salt: Buffer) =>
  new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, 32, (error, key) => (error ? reject(error) : resolve(key)));
  });

route('anybody', 'post', '/api/register', async ({ body }, _me, client) => {
  const salt = randomBytes(16);
  const password = text(body?.password, 200, 'password');
  if (password.length < 8) refuse(422, 'password: 8 characters');
  const { rows } = await client.query(
    'insert into users (email, password_hash, name) values ($1, $2, $3) on conflict do nothing returning id',
    [
      text(body?.email, 254, 'email').toLowerCase(),
      Buffer.concat([salt, await derive(password, salt)]).toString('base64'),
      text(body?.name, 100, 'name'),
    ],
  );
  return rows[0] ? [201, rows[0]] : [409, { error: 'taken' }];
});

route('anybody', 'post', '/api/login', async ({ body }, _me, client) => {
  const email = typeof body?.email === 'string' ? body.email.toLowerCase().replaceAll('\u0000', '') : '';
  const { rows } = await client.query('select id, password_hash from users where email = $1', [email]);
  const stored = Buffer.from(rows[0]?.password_hash ?? randomBytes(48).toString('base64'), 'base64');
  const given = await derive(String(body?.password), stored.subarray(0, 16));
  if (!rows[0] || !timingSafeEqual(given, stored.subarray(16))) refuse(401, 'wrong e-mail or password');
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(rows[0].id))
    .setExpirationTime('8h')
    .sign(secret);
  return [200, { token }];
});

route('anybody', 'post', '/api/logout', async () => [204]);

route('customer', 'get', '/api/me', async (_req, me, client) => [
  200,
  (await client.query('select id, email, name, role from users where id = $1', [me.id])).rows[0],
]);

const ORDER = 'id, item, quantity, address, status';
const found = <T>(row: T | undefined): T => row ?? refuse(404, 'nothing there');

route('customer', 'get', '/api/orders', async (_req, me, client) => [
  200,
  { orders: (await client.query(`select ${ORDER} from orders where user_id = $1`, [me.id])).rows },
]);

route('customer', 'post', '/api/orders', async ({ body }, me, client) => {
  const { rows } = await client.query(
    `insert into orders (user_id, item, quantity, address) values ($1, $2, $3, $4) returning ${ORDER}`,
    [me.id, text(body?.item, 200, 'item'), quantity(body?.quantity), text(body?.address, 500, 'address')],
  );
  return [201, rows[0]];
});

const own = async (req: Request, me: Me, client: PoolClient) =>
  found((await client.query(`select ${ORDER} from orders where id = $1 and user_id = $2 for update`, [id(req), me.id])).rows[0]);

route('customer', 'get', '/api/orders/:id', async (req, me, client) => [200, await own(req, me, client)]);

route('customer', 'patch', '/api/orders/:id', async (req, me, client) => {
  const order = await own(req, me, client);
  const { quantity: q = order.quantity, address: a = order.address } = req.body ?? {};
  const { rows } = await client.query(`update orders set quantity = $2, address = $3 where id = $1 returning ${ORDER}`, [
    order.id,
    quantity(q),
    text(a, 500, 'address'),
  ]);
  return [200, rows[0]];
});

route('customer', 'delete', '/api/orders/:id', async (req, me, client) => {
  await client.query('delete from orders where id = $1', [(await own(req, me, client)).id]);
  return [204];
});

route('admin', 'get', '/api/admin/orders', async (_req, _me, client) => [
  200,
  { orders: (await client.query('select o.*, u.email from orders o join users u on u.id = o.user_id')).rows },
]);

route('admin', 'get', '/api/admin/users', async (_req, _me, client) => [
  200,
  { users: (await client.query('select id, email, name, role from users')).rows },
]);

const log = (client: PoolClient, me: Me, action: string, target: number) =>
  client.query('insert into audit_log (actor_id, action, target_id) values ($1, $2, $3)', [me.id, action, target]);

route('admin', 'patch', '/api/admin/orders/:id', async (req, me, client) => {
  await log(client, me, 'order.status', id(req));
  const status = one(req.body?.status, ['new', 'shipped', 'cancelled']);
  return [200, found((await client.query(`update orders set status = $2 where id = $1 returning ${ORDER}`, [id(req), status])).rows[0])];
});

route('admin', 'post', '/api/admin/orders/:id/refund', async (req, me, client) => {
  await log(client, me, 'order.refund', id(req));
  return [200, found((await client.query(`update orders set status = 'refunded' where id = $1 returning ${ORDER}`, [id(req)])).rows[0])];
});

route('admin', 'delete', '/api/admin/orders/:id', async (req, me, client) => {
  await log(client, me, 'order.delete', id(req));
  found((await client.query('delete from orders where id = $1 returning id', [id(req)])).rows[0]);
  return [204];
});

route('admin', 'patch', '/api/admin/users/:id', async (req, me, client) => {
  await log(client, me, 'user.role', id(req));
  const role = one(req.body?.role, ['user', 'admin']);
  const sql = 'update users set role = $2 where id = $1 returning id, email, name, role';
  return [200, found((await client.query(sql, [id(req), role])).rows[0])];
});

app.use((error: Error & { status?: number; isOurs?: boolean }, _req: Request, res: Response, _next: NextFunction) => {
  if (!error.status) console.error(error);
  res.status(error.status ?? 500).json({ error: error.isOurs ? error.message : 'no' });
});

app.listen(process.env.PORT);
