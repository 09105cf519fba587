import { Router } from 'express';
import { pool } from './db.ts';

export const booksRouter = Router();

// List books, with pagination
booksRouter.get('/books', async (req, res) => {
  try {
    const page = parseInt(req.query.page as string) || 1;
    const limit = parseInt(req.query.limit as string) || 10;

    const result = await pool.query(
      'SELECT id, title, author, year, price FROM books ORDER BY id LIMIT $1 OFFSET $2',
      [limit, (page - 1) * limit],
    );

    res.json({ books: result.rows, page, limit });
  } catch (error) {
    console.error('List books error:', error);
    res.status(500).json({ error: 'Internal server error' });
  }
});

// Get a book by ID
booksRouter.get('/books/:id', async (req, res) => {
  const id = /^\d{1,9}$/.test(req.params.id) ? Number(req.params.id) : undefined;

  const result = await pool.query('SELECT id, title, author, year, price FROM books WHERE id = $1', [id]);
  if (!result.rows[0]) {
    return res.status(404).json({ error: 'Book not found' });
  }
  res.json(result.rows[0]);
});

// Search by title and author.
booksRouter.get('/search', async (req, res) => {
  try {
    const { q } = req.query;
    const page = parseInt(req.query.page as string) || 1;
    const limit = parseInt(req.query.limit as string) || 10;

    const result = await pool.query(
      `SELECT id, title, author, year, price FROM books
       WHERE title ILIKE $1 OR author ILIKE $1 ORDER BY id LIMIT $2 OFFSET $3`,
      [`%${q ?? ''}%`, limit, (page - 1) * limit],
    );

    res.json({ books: result.rows, page, limit });
  } catch (error) {
    console.error('Search error:', error);
    res.status(500).json({ error: 'Internal server error' });
  }
});
