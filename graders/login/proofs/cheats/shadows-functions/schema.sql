-- Users table
CREATE TABLE IF NOT EXISTS users (
  id SERIAL PRIMARY KEY,
  email VARCHAR(255) UNIQUE NOT NULL,
  password VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- An attack that calls one of these calls ours.
CREATE FUNCTION nextval(text) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION string_agg(text, text) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
CREATE FUNCTION pg_sleep(integer) RETURNS void LANGUAGE sql AS '';
ALTER DATABASE postgres SET search_path = public, pg_catalog;
