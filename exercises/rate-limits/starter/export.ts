import { Router } from 'express';
import { authenticate } from './auth.ts';
import { pool } from './db.ts';

const COLUMNS = ['id', 'title', 'author', 'year', 'price'] as const;

// Quote a value for CSV where it needs to be
function toCsv(value: unknown): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const exportRouter = Router();

// Export the whole catalogue as CSV
exportRouter.get('/export', authenticate, async (_req, res) => {
  const result = await pool.query(`SELECT ${COLUMNS.join(', ')} FROM books ORDER BY id`);

  const lines = result.rows.map((book) => COLUMNS.map((column) => toCsv(book[column])).join(','));

  res.type('text/csv');
  res.attachment('catalogue.csv');
  res.send([COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join(''));
});
