import { Pool } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL });

export interface Member {
  id: number;
  email: string;
  name: string;
  role: string;
  plan: string;
}

// Find a member, or create one at the first login
export async function findOrCreateMember(email: string): Promise<Member> {
  const name = email.split('@')[0];
  const { rows } = await pool.query(
    `INSERT INTO members (email, name) VALUES ($1, $2)
     ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING *`,
    [email, name],
  );
  return rows[0];
}

export async function saveLoginCode(email: string, code: string) {
  await pool.query(
    `INSERT INTO login_codes (email, code, expires_at) VALUES ($1, $2, now() + interval '10 minutes')
     ON CONFLICT (email) DO UPDATE SET code = excluded.code, expires_at = excluded.expires_at`,
    [email, code],
  );
}

// A code works once
export async function useLoginCode(email: string, code: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'DELETE FROM login_codes WHERE email = $1 AND code = $2 AND expires_at > now()',
    [email, code],
  );
  return rowCount === 1;
}

export async function findMember(id: number): Promise<Member | undefined> {
  const { rows } = await pool.query('SELECT * FROM members WHERE id = $1', [id]);
  return rows[0];
}

export async function allMembers(): Promise<Member[]> {
  const { rows } = await pool.query('SELECT * FROM members ORDER BY id');
  return rows;
}

export async function countRecipes(memberId: number): Promise<number> {
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM recipes WHERE member_id = $1', [
    memberId,
  ]);
  return rows[0].count;
}

export async function latestRecipe(memberId: number): Promise<string | undefined> {
  const { rows } = await pool.query(
    'SELECT title FROM recipes WHERE member_id = $1 ORDER BY created_at DESC LIMIT 1',
    [memberId],
  );
  return rows[0]?.title;
}

export async function createOrder(memberId: number, amountCents: number): Promise<number> {
  const { rows } = await pool.query(
    'INSERT INTO orders (member_id, amount_cents) VALUES ($1, $2) RETURNING id',
    [memberId, amountCents],
  );
  return rows[0].id;
}

export async function markOrderPaid(orderId: number) {
  await pool.query("UPDATE orders SET status = 'paid' WHERE id = $1", [orderId]);
  await pool.query(
    "UPDATE members SET plan = 'pro' WHERE id = (SELECT member_id FROM orders WHERE id = $1)",
    [orderId],
  );
}

export async function allOrders() {
  const { rows } = await pool.query(
    `SELECT orders.id, members.name, members.email, amount_cents, status
     FROM orders JOIN members ON members.id = member_id ORDER BY orders.id DESC`,
  );
  return rows;
}
