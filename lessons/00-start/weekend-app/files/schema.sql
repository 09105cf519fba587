CREATE TABLE members (
  id SERIAL PRIMARY KEY,
  email TEXT UNIQUE NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'member',
  plan TEXT NOT NULL DEFAULT 'free',
  joined_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE login_codes (
  email TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  expires_at TIMESTAMP NOT NULL
);

CREATE TABLE recipes (
  id SERIAL PRIMARY KEY,
  member_id INTEGER NOT NULL REFERENCES members (id),
  title TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE orders (
  id SERIAL PRIMARY KEY,
  member_id INTEGER NOT NULL REFERENCES members (id),
  amount_cents INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'pending',
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- The first two hundred members.
INSERT INTO members (email, name, role) VALUES ('founder@potluck.example', 'The founder', 'admin');

INSERT INTO members (email, name)
SELECT
  lower(first) || '.' || lower(last) || n || '@' || (ARRAY['example.com', 'example.org', 'example.net'])[1 + n % 3],
  first || ' ' || last
FROM (
  SELECT
    n,
    (ARRAY['Ada', 'Bela', 'Chen', 'Dana', 'Emre', 'Fatou', 'Goran', 'Hana', 'Ines', 'Jonas', 'Kofi', 'Lena'])[1 + n % 12] AS first,
    (ARRAY['Berg', 'Costa', 'Diaz', 'Egede', 'Farah', 'Gruber', 'Haas'])[1 + n % 7] AS last
  FROM generate_series(1, 199) AS n
) AS people;

INSERT INTO recipes (member_id, title, created_at)
SELECT
  id,
  (ARRAY['Lentil soup', 'Flatbread', 'Pickled beans', 'Plum cake', 'Noodles with greens'])[1 + (id + n) % 5],
  CURRENT_TIMESTAMP - (n || ' days')::interval
FROM members, generate_series(1, 3) AS n;

INSERT INTO orders (member_id, amount_cents, status)
SELECT id, 9900, 'paid' FROM members WHERE id % 9 = 0;

UPDATE members SET plan = 'pro' WHERE id % 9 = 0;
