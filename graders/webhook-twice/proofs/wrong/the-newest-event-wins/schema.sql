-- Customers table
CREATE TABLE IF NOT EXISTS customers (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  email VARCHAR(255) UNIQUE NOT NULL,
  balance INTEGER NOT NULL DEFAULT 0, -- credits
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- Packs of credits
CREATE TABLE IF NOT EXISTS packs (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  credits INTEGER NOT NULL,
  price INTEGER NOT NULL -- in cents
);

-- Orders table
CREATE TABLE IF NOT EXISTS orders (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  customer_id UUID NOT NULL REFERENCES customers(id),
  pack_id INTEGER NOT NULL REFERENCES packs(id),
  credits INTEGER NOT NULL,
  total INTEGER NOT NULL, -- in cents
  status VARCHAR(20) NOT NULL DEFAULT 'pending',
  told_at BIGINT NOT NULL DEFAULT 0, -- when the last event was made
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- Outgoing emails: the mailer sends every row of this table
CREATE TABLE IF NOT EXISTS emails (
  id SERIAL PRIMARY KEY,
  recipient VARCHAR(255) NOT NULL,
  subject VARCHAR(255) NOT NULL,
  body TEXT NOT NULL,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- Sample packs
INSERT INTO packs (name, credits, price) VALUES
  ('Starter', 25, 1900),
  ('Studio', 110, 7500),
  ('Agency', 480, 29000);
