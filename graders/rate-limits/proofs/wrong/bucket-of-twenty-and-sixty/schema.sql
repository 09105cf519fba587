-- The catalogue
CREATE TABLE IF NOT EXISTS books (
  id SERIAL PRIMARY KEY,
  title VARCHAR(255) NOT NULL,
  author VARCHAR(255) NOT NULL,
  year INTEGER NOT NULL,
  price INTEGER NOT NULL -- in cents
);

-- Dealers with an account
CREATE TABLE IF NOT EXISTS users (
  id SERIAL PRIMARY KEY,
  email VARCHAR(255) UNIQUE NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Login sessions
CREATE TABLE IF NOT EXISTS sessions (
  token_hash VARCHAR(64) PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  expires_at TIMESTAMPTZ NOT NULL
);

-- Exports that were taken
CREATE TABLE IF NOT EXISTS exports (
  id BIGSERIAL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  taken_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS exports_user ON exports (user_id, taken_at);

-- Notes an export and says so, or says how many seconds there are until the next one.
CREATE OR REPLACE FUNCTION take_export(account INTEGER, most INTEGER) RETURNS INTEGER AS $$
DECLARE
  oldest TIMESTAMPTZ;
  taken INTEGER;
BEGIN
  PERFORM pg_advisory_xact_lock(4711, account);
  DELETE FROM exports WHERE user_id = account AND taken_at <= clock_timestamp() - interval '1 hour';
  SELECT count(*), min(taken_at) INTO taken, oldest FROM exports WHERE user_id = account;
  IF taken < most THEN
    INSERT INTO exports (user_id, taken_at) VALUES (account, clock_timestamp());
    RETURN 0;
  END IF;
  RETURN ceil(extract(epoch FROM oldest + interval '1 hour' - clock_timestamp()));
END;
$$ LANGUAGE plpgsql;

-- Sample data
INSERT INTO books (title, author, year, price)
SELECT
  (ARRAY['Maps of the Northern Coast', 'A Short History of Salt', 'The Clockmaker''s Garden', 'Letters from a Lighthouse',
         'Bridges, Canals and Weirs', 'The Botany of Walls', 'On the Keeping of Bees'])[1 + n % 7] || ', no. ' || n,
  (ARRAY['Arden', 'Brook', 'Castell', 'Dorn', 'Elm'])[1 + n % 5],
  1780 + (n * 37) % 200,
  900 + (n * 173) % 24000
FROM generate_series(1, 400) AS n;
