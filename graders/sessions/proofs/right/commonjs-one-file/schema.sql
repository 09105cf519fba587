CREATE SCHEMA auth;

CREATE TABLE auth.people (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE,
  name text NOT NULL,
  salt bytea NOT NULL,
  password bytea NOT NULL
);

CREATE TABLE auth.session (
  id bigserial PRIMARY KEY,
  person uuid NOT NULL REFERENCES auth.people,
  started double precision NOT NULL,
  ended boolean NOT NULL DEFAULT false,
  generation integer NOT NULL DEFAULT 1,
  turned double precision NOT NULL
);

-- Both kinds; times are seconds since 1970 by the app's clock.
CREATE TABLE auth.token (
  digest text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('access', 'refresh')),
  session bigint NOT NULL REFERENCES auth.session,
  generation integer NOT NULL,
  until double precision NOT NULL,
  PRIMARY KEY (digest, kind)
);
