'use strict';

const db = require('./db.ts');

const MAX_FAILURES = 10;

// Adds one to the counter and returns it, in a single atomic statement
async function countAttempt(ip, email) {
  const { rows } = await db.query(
    `INSERT INTO login_failures AS f (ip, email, count, resets_at)
     VALUES ($1, $2, 1, now() + interval '15 minutes')
     ON CONFLICT (ip, email) DO UPDATE SET
       count = CASE WHEN f.resets_at <= now() THEN 1 ELSE f.count + 1 END,
       resets_at = CASE WHEN f.resets_at <= now() THEN EXCLUDED.resets_at ELSE f.resets_at END
     RETURNING count, ceil(extract(epoch FROM resets_at - now()))::int AS seconds`,
    [ip, email],
  );
  return { blocked: rows[0].count > MAX_FAILURES, seconds: Math.max(rows[0].seconds, 1) };
}

async function undoAttempt(ip, email) {
  await db.query('UPDATE login_failures SET count = count - 1 WHERE ip = $1 AND email = $2 AND count > 0', [ip, email]);
}

module.exports = { countAttempt, undoAttempt };
