-- Members of the community
CREATE TABLE IF NOT EXISTS users (
  id SERIAL PRIMARY KEY,
  email VARCHAR(255) UNIQUE NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  bio TEXT NOT NULL DEFAULT '',
  balance INTEGER NOT NULL DEFAULT 0, -- in cents
  stripe_customer_id VARCHAR(255),
  is_admin BOOLEAN NOT NULL DEFAULT false,
  invited_by INTEGER REFERENCES users(id),
  joined_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Login sessions
CREATE TABLE IF NOT EXISTS sessions (
  token_hash VARCHAR(64) PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  expires_at TIMESTAMPTZ NOT NULL
);
