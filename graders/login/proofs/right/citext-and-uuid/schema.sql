CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT uuid_generate_v4(),
  email citext NOT NULL UNIQUE,
  password_hash text NOT NULL,
  name text NOT NULL
);

CREATE TABLE login_attempts (
  ip text NOT NULL,
  email citext NOT NULL,
  used integer NOT NULL,
  window_ends timestamptz NOT NULL,
  PRIMARY KEY (ip, email)
);
