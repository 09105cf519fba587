CREATE TABLE products (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL,
  price integer NOT NULL CHECK (price > 0)
);

CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100200) PRIMARY KEY,
  product_id integer NOT NULL REFERENCES products,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 10),
  total integer NOT NULL,
  email text NOT NULL
);

CREATE TABLE payments (
  session_id text PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders,
  amount integer NOT NULL
);

INSERT INTO products (name, description, price) VALUES
  ('Sencha', 'Green', 1290),
  ('Assam', 'Black', 1480);
