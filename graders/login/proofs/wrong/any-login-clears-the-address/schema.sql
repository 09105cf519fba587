CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One row for each address (IP). The row is also the lock: see attempts.ts.
CREATE TABLE login_attempts (
  ip text PRIMARY KEY,
  used integer NOT NULL,
  window_ends timestamptz NOT NULL
);

CREATE INDEX login_attempts_window_ends ON login_attempts (window_ends);
