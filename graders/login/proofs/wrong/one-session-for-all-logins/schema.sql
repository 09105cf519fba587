CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One row for each address (IP) that tries an account. The row is also the lock: see attempts.ts.
CREATE TABLE login_attempts (
  ip text NOT NULL,
  email text NOT NULL,
  used integer NOT NULL,
  window_ends timestamptz NOT NULL,
  PRIMARY KEY (ip, email)
);

CREATE INDEX login_attempts_window_ends ON login_attempts (window_ends);

CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY,
  user_id INTEGER UNIQUE NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  logged_in_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
