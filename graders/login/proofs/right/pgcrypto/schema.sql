CREATE EXTENSION IF NOT EXISTS pgcrypto;

CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE login_attempts (
  ip text NOT NULL,
  email text NOT NULL,
  used integer NOT NULL,
  window_ends timestamptz NOT NULL,
  PRIMARY KEY (ip, email)
);

-- The user's id, or nothing. The work of one hash is done in either case.
CREATE FUNCTION check_password(given_email text, given_password text) RETURNS integer AS $$
DECLARE
  found users%ROWTYPE;
  computed text;
BEGIN
  SELECT * INTO found FROM users WHERE email = given_email;
  computed := crypt(given_password, coalesce(found.password_hash, gen_salt('bf', 10)));
  IF found.password_hash = computed THEN
    RETURN found.id;
  END IF;
  RETURN NULL;
END
$$ LANGUAGE plpgsql;
