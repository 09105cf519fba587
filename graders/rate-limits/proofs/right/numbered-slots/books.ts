import { type NextFunction, type Request, type Response, Router } from 'express';
import { matchedData, query, validationResult } from 'express-validator';
import { identify } from './auth.ts';
import { pool } from './db.ts';
import { browsingLimit } from './limits.ts';

export const booksRouter = Router();

const paging = [
  query('page').default('1').isString().isInt({ min: 1, max: 200 }).toInt(),
  query('limit').default('10').isString().isInt({ min: 1, max: 25 }).toInt(),
];
const term = query('q').isString().isLength({ min: 2, max: 60 }).not().contains('\0');

function valid(req: Request, res: Response, next: NextFunction) {
  const errors = validationResult(req);
  if (!errors.isEmpty()) return res.status(400).json({ errors: errors.array() });
  const { page, limit } = matchedData(req);
  if ((page - 1) * limit >= 200) return res.status(400).json({ error: 'Please search for it' });
  next();
}

// LIMIT and OFFSET; the last page ends at book 200
function slice(page: number, limit: number) {
  const offset = (page - 1) * limit;
  return [Math.min(limit, 200 - offset), offset];
}

booksRouter.get('/books', identify, browsingLimit, paging, valid, async (req: Request, res: Response) => {
  const { page, limit } = matchedData(req);
  const { rows } = await pool.query(
    'SELECT id, title, author, year, price FROM books ORDER BY id LIMIT $1 OFFSET $2',
    slice(page, limit),
  );
  res.json({ books: rows, page, limit });
});

booksRouter.get('/books/:id', identify, browsingLimit, async (req, res) => {
  const { rows } = await pool.query('SELECT id, title, author, year, price FROM books WHERE id = $1', [
    /^\d{1,9}$/.test(String(req.params.id)) ? req.params.id : null,
  ]);
  if (!rows[0]) return res.status(404).json({ error: 'Book not found' });
  res.json(rows[0]);
});

booksRouter.get('/search', identify, browsingLimit, term, paging, valid, async (req: Request, res: Response) => {
  const { q, page, limit } = matchedData(req);
  const { rows } = await pool.query(
    `SELECT id, title, author, year, price FROM books
     WHERE (title || E'\n' || author) ILIKE $1 ORDER BY id LIMIT $2 OFFSET $3`,
    [`%${q}%`, ...slice(page, limit)],
  );
  res.json({ books: rows, page, limit });
});
