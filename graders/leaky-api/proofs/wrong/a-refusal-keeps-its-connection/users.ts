import { type Response, Router } from 'express';
import type { z } from 'zod';
import { type AuthRequest, authenticate } from './auth.ts';
import { Change, complaint, ListQuery, MemberId, PAGE_MAX, SearchQuery } from './input.ts';
import { pool } from './db.ts';
import { changeMember, listMembers, ownRecord, publicMember, searchMembers } from './members.ts';

export const usersRouter = Router();

// Every route below needs a session, also the one that somebody adds next year.
usersRouter.use(authenticate);

/** The checked input; nothing when it is bad, which is then answered already. */
function checked<T>(schema: z.ZodType<T>, input: unknown, res: Response): T | undefined {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  res.status(400).json({ error: complaint(result.error) });
  return undefined;
}

usersRouter.get('/me', async (req: AuthRequest, res) => {
  res.json(await ownRecord(Number(req.userId)));
});

usersRouter.get('/users', async (req, res) => {
  const query = checked(ListQuery, req.query, res);
  if (!query) return;
  const limit = Math.min(query.limit, PAGE_MAX);
  const users = await listMembers({ sort: query.sort, limit, offset: (query.page - 1) * limit });
  res.json({ users, page: query.page, limit });
});

usersRouter.get('/users/:id', async (req: AuthRequest, res) => {
  const id = checked(MemberId, req.params.id, res);
  if (id === undefined) return;
  const member = id === req.userId ? await ownRecord(id) : await publicMember(id);
  if (!member) {
    res.status(404).json({ error: 'There is no such member' });
    return;
  }
  res.json(member);
});

usersRouter.patch('/users/:id', async (req: AuthRequest, res) => {
  const id = checked(MemberId, req.params.id, res);
  if (id === undefined) return;
  // Locked from here on, so that nobody else changes it meanwhile
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [id]);
  if (id !== req.userId) {
    res.status(403).json({ error: 'This record is not yours' });
    return;
  }
  const change = checked(Change, req.body, res);
  if (!change) {
    await client.query('ROLLBACK');
    client.release();
    return;
  }
  await changeMember(client, id, change);
  await client.query('COMMIT');
  client.release();
  res.json(await ownRecord(id));
});

usersRouter.get('/search', async (req, res) => {
  const query = checked(SearchQuery, req.query, res);
  if (!query) return;
  res.json({ users: await searchMembers(query.q, PAGE_MAX) });
});
