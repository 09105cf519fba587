import { pool } from './db.ts';

export const ORDERS = { id: 'id', name: 'name, id', joined_at: 'joined_at, id' } as const;

const one = async (text: string, id: number) => (await pool.query(text, [id])).rows[0];

export const publicMember = (id: number) => one('SELECT * FROM public_members WHERE id = $1', id);

export const ownRecord = (id: number) => one('SELECT * FROM own_records WHERE id = $1', id);

export async function listMembers(page: { sort: keyof typeof ORDERS; limit: number; offset: number }) {
  const { rows } = await pool.query(
    `SELECT * FROM public_members ORDER BY ${ORDERS[page.sort]} LIMIT $1 OFFSET $2`,
    [page.limit, page.offset],
  );
  return rows;
}

export async function searchMembers(text: string, limit: number) {
  const pattern = `%${text.replace(/[!%_]/g, '!$&')}%`;
  const { rows } = await pool.query(
    `SELECT * FROM public_members WHERE name ILIKE $1 ESCAPE '!' OR bio ILIKE $1 ESCAPE '!' ORDER BY id LIMIT $2`,
    [pattern, limit],
  );
  return rows;
}

export async function changeMember(id: number, { name, bio }: { name?: string; bio?: string }) {
  if (name !== undefined) await pool.query('UPDATE users SET name = $2 WHERE id = $1', [id, name]);
  if (bio !== undefined) await pool.query('UPDATE users SET bio = $2 WHERE id = $1', [id, bio]);
}
