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

-- When each account took its latest exports: a row an account, and no more times in it than an hour allows
CREATE TABLE IF NOT EXISTS export_quota (
  user_id INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
  taken_at TIMESTAMPTZ[] NOT NULL
);

-- Requests of each client in each minute, for the limit on browsing
CREATE TABLE IF NOT EXISTS request_counts (
  client TEXT NOT NULL,
  minute TIMESTAMPTZ NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (client, minute)
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
