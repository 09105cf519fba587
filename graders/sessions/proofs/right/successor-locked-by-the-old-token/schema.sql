CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE refresh_tokens (
  hash text PRIMARY KEY,
  family uuid NOT NULL,
  user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
  ends_at timestamptz NOT NULL,
  family_ends timestamptz NOT NULL,
  successor text,
  replaced_at timestamptz
);
CREATE INDEX ON refresh_tokens (family);
CREATE INDEX ON refresh_tokens (user_id);
