import { Router } from 'express';
import { authenticate, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

export const usersRouter = Router();

const MAX_LIMIT = 25;
const SORTABLE = ['id', 'name', 'joined_at'];

// What everybody may see
function toPublic(user: any) {
  return { id: user.id, name: user.name, bio: user.bio, joined_at: user.joined_at };
}

// What the owner may see
function toOwn(user: any) {
  return {
    ...toPublic(user),
    email: user.email,
    balance: user.balance,
    stripe_customer_id: user.stripe_customer_id,
  };
}

// "12" -> 12, anything else -> undefined
function parseId(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^[0-9]+$/.test(text)) return undefined;
  const id = Number(text);
  return id <= 2147483647 ? id : undefined;
}

// Load a user together with the member who invited them, as the viewer may see them
async function findUser(id: number, viewerId: number | undefined) {
  const result = await pool.query('SELECT * FROM users WHERE id = $1', [id]);
  const user = result.rows[0];
  if (!user) return undefined;

  const inviter = await pool.query('SELECT id, name FROM users WHERE id = $1', [user.invited_by]);
  return { ...(id === viewerId ? toOwn(user) : toPublic(user)), inviter: inviter.rows[0] ?? null };
}

// Get the current user
usersRouter.get('/me', authenticate, async (req: AuthRequest, res) => {
  res.json(await findUser(req.userId!, req.userId));
});

// List users, with pagination and sorting
usersRouter.get('/users', authenticate, async (req: AuthRequest, res) => {
  const page = Math.min(Math.max(parseId(req.query.page) ?? 1, 1), 1000000);
  const limit = Math.min(Math.max(parseId(req.query.limit) ?? 10, 1), MAX_LIMIT);
  const sort = SORTABLE.includes(String(req.query.sort)) ? String(req.query.sort) : 'id';

  const result = await pool.query(`SELECT * FROM users ORDER BY ${sort}, id LIMIT $1 OFFSET $2`, [
    limit,
    (page - 1) * limit,
  ]);

  // Everybody sees themselves in full
  const users = result.rows.map((user) => (user.id === req.userId ? toOwn(user) : toPublic(user)));
  res.json({ users, page, limit });
});

// Get a user by ID
usersRouter.get('/users/:id', authenticate, async (req: AuthRequest, res) => {
  const id = parseId(req.params.id);
  if (id === undefined) {
    return res.status(400).json({ error: 'Invalid id' });
  }
  const user = await findUser(id, req.userId);
  if (!user) {
    return res.status(404).json({ error: 'User not found' });
  }
  res.json(user);
});

// Update a user: name and bio, other fields are ignored
usersRouter.patch('/users/:id', authenticate, async (req: AuthRequest, res) => {
  const id = parseId(req.params.id);
  if (id === undefined) {
    return res.status(400).json({ error: 'Invalid id' });
  }
  if (id !== req.userId) {
    return res.status(403).json({ error: 'Forbidden' });
  }

  const { name, bio } = req.body ?? {};
  if (name !== undefined && (typeof name !== 'string' || !name || name.length > 100 || name.includes('\0'))) {
    return res.status(400).json({ error: 'Invalid name' });
  }
  if (bio !== undefined && (typeof bio !== 'string' || bio.length > 500 || bio.includes('\0'))) {
    return res.status(400).json({ error: 'Invalid bio' });
  }

  await pool.query('UPDATE users SET name = COALESCE($1, name), bio = COALESCE($2, bio) WHERE id = $3', [
    name,
    bio,
    id,
  ]);
  res.json(await findUser(id, req.userId));
});

// Search users
usersRouter.get('/search', authenticate, async (req, res) => {
  const { q } = req.query;
  if (typeof q !== 'string' || !q || q.length > 100 || q.includes('\0')) {
    return res.status(400).json({ error: 'Invalid q' });
  }

  const result = await pool.query(
    `SELECT * FROM users WHERE strpos(lower(name), lower($1)) > 0 OR strpos(lower(bio), lower($1)) > 0
     ORDER BY id LIMIT $2`,
    [q, MAX_LIMIT],
  );

  res.json({ users: result.rows.map(toPublic) });
});
