-- Customers and staff
CREATE TABLE IF NOT EXISTS users (
  id SERIAL PRIMARY KEY,
  email VARCHAR(255) UNIQUE NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  role VARCHAR(20) NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Orders
CREATE TABLE IF NOT EXISTS orders (
  id SERIAL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  item VARCHAR(255) NOT NULL,
  quantity INTEGER NOT NULL,
  address TEXT NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'new', -- 'new', 'shipped', 'cancelled' or 'refunded'
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX orders_user_id ON orders (user_id);

-- Who did what in the admin panel
CREATE TABLE IF NOT EXISTS audit_log (
  id SERIAL PRIMARY KEY,
  actor_id INTEGER NOT NULL,
  action VARCHAR(50) NOT NULL,
  target_id INTEGER NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actor text := current_setting('app.actor', true);
BEGIN
  -- Customers change orders too; only admins set this.
  IF actor IS NOT NULL AND actor <> '' THEN
    INSERT INTO audit_log (actor_id, action, target_id)
    VALUES (actor::integer, current_setting('app.action'), coalesce(NEW.id, OLD.id));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER audit_orders AFTER UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION write_audit();
CREATE TRIGGER audit_roles AFTER UPDATE OF role ON users FOR EACH ROW EXECUTE FUNCTION write_audit();
