CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
  expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours'
);

CREATE TABLE throttle (
  key text PRIMARY KEY,
  tries integer NOT NULL DEFAULT 1,
  ends_at timestamptz NOT NULL DEFAULT now() + interval '15 minutes'
);

CREATE FUNCTION take_try(wanted text) RETURNS TABLE (allowed boolean, seconds integer) LANGUAGE sql AS $$
  INSERT INTO throttle AS t (key) VALUES (wanted)
  ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN t.ends_at <= now() THEN 1 ELSE least(t.tries + 1, 1000) END,
    ends_at = CASE WHEN t.ends_at <= now() THEN now() + interval '15 minutes' ELSE t.ends_at END
  RETURNING tries <= 9, greatest(1, ceil(extract(epoch FROM ends_at - now())))::integer
$$;
