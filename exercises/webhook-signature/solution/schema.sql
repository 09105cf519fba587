-- Products table
CREATE TABLE IF NOT EXISTS products (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  description TEXT,
  price INTEGER NOT NULL -- in cents
);

-- Orders table
CREATE TABLE IF NOT EXISTS orders (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  product_id INTEGER NOT NULL REFERENCES products(id),
  quantity INTEGER NOT NULL,
  total INTEGER NOT NULL, -- in cents
  email VARCHAR(255) NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'pending',
  stripe_session_id VARCHAR(255),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- Sample products
INSERT INTO products (name, description, price) VALUES
  ('Sencha Shizuoka, 100 g', 'Fresh, grassy, first flush', 1290),
  ('Darjeeling FTGFOP1, 100 g', 'Muscatel and light', 1650),
  ('Assam Breakfast, 250 g', 'Strong, takes milk', 1480),
  ('Cast-iron teapot', '0.8 l, with a strainer', 6400),
  ('Gyokuro Uji, 50 g', 'Shaded for three weeks', 3850);
