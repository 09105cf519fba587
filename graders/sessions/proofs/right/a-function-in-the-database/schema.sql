CREATE EXTENSION IF NOT EXISTS pgcrypto;

CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
  started_at timestamptz NOT NULL DEFAULT now(),
  newest integer NOT NULL DEFAULT 1,
  newest_since timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE issued (
  hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
  number integer NOT NULL
);

CREATE FUNCTION issue(in_session uuid, as_number integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  fresh text := encode(gen_random_bytes(32), 'hex');
BEGIN
  INSERT INTO issued VALUES (digest(fresh, 'sha256'), in_session, as_number);
  RETURN fresh;
END $$;

CREATE FUNCTION start_session(of_user integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  new_id uuid;
BEGIN
  INSERT INTO sessions (user_id) VALUES (of_user) RETURNING id INTO new_id;
  RETURN issue(new_id, 1);
END $$;

CREATE FUNCTION refresh_session(presented text, OUT owner integer, OUT token text) LANGUAGE plpgsql AS $$
DECLARE
  held issued;
  s sessions;
BEGIN
  SELECT * INTO held FROM issued WHERE hash = digest(presented, 'sha256');
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext(held.session_id::text));
  SELECT * INTO s FROM sessions
  WHERE id = held.session_id AND started_at > now() - interval '30 days' AND newest_since > now() - interval '7 days';
  IF NOT FOUND THEN RETURN; END IF;
  IF held.number = s.newest THEN
    UPDATE sessions SET newest = newest + 1, newest_since = now() WHERE id = s.id;
    token := issue(s.id, s.newest + 1);
  ELSIF held.number = s.newest - 1 AND s.newest_since > now() - interval '10 seconds' THEN
    token := issue(s.id, s.newest);
  ELSE
    DELETE FROM sessions WHERE id = s.id;
    RETURN;
  END IF;
  owner := s.user_id;
END $$;

CREATE FUNCTION end_session(presented text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM sessions WHERE id = (SELECT session_id FROM issued WHERE hash = digest(presented, 'sha256'));
$$;
