/**
 * The only place that reads and writes members. Two views of a row exist, and each names its columns: what is added to
 * the table later is shown to nobody until somebody decides that it should be.
 */
import { pool } from './db.ts';

export interface PublicMember {
  id: number;
  name: string;
  bio: string;
  joined_at: Date;
  inviter: { id: number; name: string } | null;
}

export interface OwnRecord extends PublicMember {
  email: string;
  balance: number;
  stripe_customer_id: string | null;
}

const PUBLIC = `u.id, u.name, u.bio, u.joined_at,
  CASE WHEN i.id IS NULL THEN NULL ELSE json_build_object('id', i.id, 'name', i.name) END AS inviter`;
const OWN = `${PUBLIC}, u.email, u.balance, u.stripe_customer_id`;
const FROM = 'FROM users u LEFT JOIN users i ON i.id = u.invited_by';

/** What `sort` may say, and what it means. A column's name can't be a parameter, so it is looked up here. */
export const ORDERS = { id: 'u.id', name: 'u.name, u.id', joined_at: 'u.joined_at, u.id' } as const;

export async function publicMember(id: number): Promise<PublicMember | undefined> {
  const { rows } = await pool.query<PublicMember>(`SELECT ${PUBLIC} ${FROM} WHERE u.id = $1`, [id]);
  return rows[0];
}

export async function ownRecord(id: number): Promise<OwnRecord | undefined> {
  const { rows } = await pool.query<OwnRecord>(`SELECT ${OWN} ${FROM} WHERE u.id = $1`, [id]);
  return rows[0];
}

export async function listMembers(page: {
  sort: keyof typeof ORDERS;
  limit: number;
  offset: number;
}): Promise<PublicMember[]> {
  const { rows } = await pool.query<PublicMember>(
    `SELECT * FROM (SELECT ${PUBLIC} ${FROM} ORDER BY u.id LIMIT $1 OFFSET $2) u ORDER BY ${ORDERS[page.sort]}`,
    [page.limit, page.offset],
  );
  return rows;
}

/** Members whose name or bio contains the text, in any letter case. No other column: an answer "found" tells, too. */
export async function searchMembers(text: string, limit: number): Promise<PublicMember[]> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await pool.query<PublicMember>(
    `SELECT ${PUBLIC} ${FROM} WHERE u.name ILIKE $1 OR u.bio ILIKE $1 ORDER BY u.id LIMIT $2`,
    [pattern, limit],
  );
  return rows;
}

/** Changes what is given and leaves the rest. */
export async function changeMember(id: number, change: { name?: string; bio?: string }): Promise<void> {
  await pool.query('UPDATE users SET name = coalesce($2, name), bio = coalesce($3, bio) WHERE id = $1', [
    id,
    change.name ?? null,
    change.bio ?? null,
  ]);
}
