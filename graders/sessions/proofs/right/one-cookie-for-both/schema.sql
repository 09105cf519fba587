CREATE TABLE users (
  id SERIAL PRIMARY KEY,
  email VARCHAR(255) UNIQUE NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE logins (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE tickets (
  digest BYTEA PRIMARY KEY,
  login_id UUID NOT NULL REFERENCES logins(id) ON DELETE CASCADE,
  given_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  -- Tickets given out for the same one share its digest here: of these brothers only one is ever replaced.
  parent BYTEA,
  replaced_at TIMESTAMPTZ
);
CREATE INDEX ON tickets (login_id);
