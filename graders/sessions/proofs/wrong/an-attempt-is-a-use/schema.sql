CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One row for each login. What is ended is deleted, and its tokens with it.
CREATE TABLE sessions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
  -- Counts the refreshes: only tokens of this round may begin the next.
  round integer NOT NULL DEFAULT 0,
  round_began_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL
);
CREATE INDEX ON sessions (user_id);

-- Every refresh token of a living session, those of earlier rounds too: whoever uses one of them gives the copy away.
CREATE TABLE refresh_tokens (
  hash bytea PRIMARY KEY,
  session_id bigint NOT NULL REFERENCES sessions ON DELETE CASCADE,
  round integer NOT NULL
);
CREATE INDEX ON refresh_tokens (session_id);
