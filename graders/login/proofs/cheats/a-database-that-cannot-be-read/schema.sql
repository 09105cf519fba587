-- Users table
CREATE TABLE IF NOT EXISTS users (
  id SERIAL PRIMARY KEY,
  email VARCHAR(255) UNIQUE NOT NULL,
  password VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- Names that break whoever does not quote them
CREATE TABLE "a""b; DROP TABLE users; --" (id int);
CREATE TABLE "with.dots and spaces" ("col""umn" int);
CREATE SCHEMA "sch""ema";
CREATE TABLE "sch""ema"."t" (id int);
-- The same first forty characters
CREATE TABLE this_is_a_table_whose_name_is_very_long_1 (id int);
CREATE TABLE this_is_a_table_whose_name_is_very_long_2 (id int);
-- Cannot be read, by anybody
CREATE MATERIALIZED VIEW never_filled AS SELECT 1 / 0 AS x WITH NO DATA;
CREATE TYPE mood_of_day AS (a int);
CREATE FUNCTION no(mood_of_day) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'not for you'; END $$;
CREATE TABLE computed (id int, too_large text GENERATED ALWAYS AS (repeat('x', 10)) STORED);
CREATE CAST (mood_of_day AS text) WITH FUNCTION no(mood_of_day);
CREATE TABLE moods (m mood_of_day);
INSERT INTO moods VALUES (ROW(1));
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY nobody ON users USING (true);
