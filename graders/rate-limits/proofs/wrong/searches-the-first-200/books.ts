import { type Response, Router } from 'express';
import type { z } from 'zod';
import { identify } from './auth.ts';
import { pool } from './db.ts';
import { browsingLimit } from './limits.ts';
import { ListQuery, SearchQuery } from './paging.ts';

export const booksRouter = Router();

// One count for all of them, before any work.
booksRouter.use(['/books', '/search'], identify, browsingLimit);

/** The checked query; nothing when it is bad, which is then answered already. */
function checked<T>(schema: z.ZodType<T>, query: unknown, res: Response): T | undefined {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  res.status(400).json({ error: `${issue?.path.join('.')}: ${issue?.message}` });
  return undefined;
}

booksRouter.get('/books', async (req, res) => {
  const query = checked(ListQuery, req.query, res);
  if (!query) return;
  const { page, limit, offset } = query;
  const { rows } = await pool.query(
    'SELECT id, title, author, year, price FROM books ORDER BY id LIMIT $1 OFFSET $2',
    [limit, limit > 0 ? offset : 0],
  );
  res.json({ books: rows, page, limit });
});

booksRouter.get('/books/:id', async (req, res) => {
  const id = /^\d{1,9}$/.test(req.params.id) ? Number(req.params.id) : undefined;
  const { rows } = await pool.query('SELECT id, title, author, year, price FROM books WHERE id = $1', [id]);
  if (!rows[0]) {
    res.status(404).json({ error: 'There is no such book' });
    return;
  }
  res.json(rows[0]);
});

booksRouter.get('/search', async (req, res) => {
  const query = checked(SearchQuery, req.query, res);
  if (!query) return;
  const { q, page, limit, offset } = query;
  const pattern = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await pool.query(
    `SELECT id, title, author, year, price FROM books
     WHERE id IN (SELECT id FROM books ORDER BY id LIMIT 200) AND (title ILIKE $1 OR author ILIKE $1)
     ORDER BY id LIMIT $2 OFFSET $3`,
    [pattern, limit, limit > 0 ? offset : 0],
  );
  res.json({ books: rows, page, limit });
});
