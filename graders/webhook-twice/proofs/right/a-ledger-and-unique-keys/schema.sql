CREATE TABLE customers (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE
);

CREATE TABLE packs (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  credits integer NOT NULL,
  price integer NOT NULL
);

CREATE TABLE orders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  customer_id uuid NOT NULL REFERENCES customers,
  pack_id integer NOT NULL REFERENCES packs,
  credits integer NOT NULL,
  total integer NOT NULL
);

-- A balance is the sum of its entries; one order makes one entry.
CREATE TABLE ledger (
  order_id uuid PRIMARY KEY REFERENCES orders,
  customer_id uuid NOT NULL REFERENCES customers,
  credits integer NOT NULL
);

CREATE TABLE expirations (order_id uuid PRIMARY KEY REFERENCES orders);
CREATE TABLE payments (order_id uuid PRIMARY KEY REFERENCES orders);

CREATE TABLE emails (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders,
  template text NOT NULL,
  recipient text NOT NULL,
  UNIQUE (order_id, template)
);

INSERT INTO packs (name, credits, price) VALUES ('S', 25, 1900), ('M', 110, 7500), ('L', 480, 29000);
