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

-- Recent exports of each account: a list of times
CREATE TABLE IF NOT EXISTS export_history (
  user_id INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
  times JSONB NOT NULL DEFAULT '[]'
);

-- Sample data
INSERT INTO books (title, author, year, price)
SELECT
  (ARRAY['Maps of the Northern Coast', 'A Short History of Salt', 'The Clockmaker''s Garden', 'Letters from a Lighthouse',
         'Bridges, Canals and Weirs', 'The Botany of Walls', 'On the Keeping of Bees'])[1 + n % 7] || ', no. ' || n,
  (ARRAY['Arden', 'Brook', 'Castell', 'Dorn', 'Elm'])[1 + n % 5],
  1780 + (n * 37) % 200,
  900 + (n * 173) % 24000
FROM generate_series(1, 400) AS n;
