import { type Request, Router } from 'express';
import { pool } from './db.ts';
import { rateLimiter } from './rateLimit.ts';

const MAX_LIMIT = 25;
const MAX_BOOKS = 200;

export const booksRouter = Router();

// Page and limit as whole numbers, or the defaults
function paging(req: Request) {
  const number = (value: unknown, fallback: number) => {
    const n = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : fallback;
    return n >= 1 ? n : fallback;
  };
  const page = number(req.query.page, 1);
  const limit = Math.min(number(req.query.limit, 10), MAX_LIMIT);
  return { page, limit, offset: (page - 1) * limit };
}

// List books, with pagination
booksRouter.get('/books', rateLimiter, async (req, res) => {
  const { page, limit, offset } = paging(req);
  if (offset >= MAX_BOOKS) {
    return res.status(404).json({ error: 'There is no such page' });
  }

  const result = await pool.query(
    'SELECT id, title, author, year, price FROM books ORDER BY id LIMIT $1 OFFSET $2',
    [Math.min(limit, MAX_BOOKS - offset), offset],
  );

  res.json({ books: result.rows, page, limit });
});

// Get a book by ID
booksRouter.get('/books/:id', rateLimiter, async (req, res) => {
  const id = /^\d{1,9}$/.test(String(req.params.id)) ? Number(req.params.id) : undefined;

  const result = await pool.query('SELECT id, title, author, year, price FROM books WHERE id = $1', [id]);
  if (!result.rows[0]) {
    return res.status(404).json({ error: 'Book not found' });
  }
  res.json(result.rows[0]);
});

// Search by title and author
booksRouter.get('/search', rateLimiter, async (req, res) => {
  const { q } = req.query;
  if (typeof q !== 'string' || q.length < 2 || q.length > 60 || q.includes('\0')) {
    return res.status(400).json({ error: 'q needs 2 to 60 characters' });
  }
  const { page, limit, offset } = paging(req);
  if (offset >= MAX_BOOKS) {
    return res.status(404).json({ error: 'There is no such page' });
  }

  const result = await pool.query(
    `SELECT id, title, author, year, price FROM books
     WHERE title ILIKE $1 OR author ILIKE $1 ORDER BY id LIMIT $2 OFFSET $3`,
    [`%${q}%`, Math.min(limit, MAX_BOOKS - offset), offset],
  );

  res.json({ books: result.rows, page, limit });
});
