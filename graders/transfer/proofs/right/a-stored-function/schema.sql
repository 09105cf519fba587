-- Users of the app
CREATE TABLE IF NOT EXISTS users (
  id SERIAL PRIMARY KEY,
  email VARCHAR(255) UNIQUE NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Login sessions
CREATE TABLE IF NOT EXISTS sessions (
  token_hash VARCHAR(64) PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  expires_at TIMESTAMPTZ NOT NULL
);

-- Accounts: a user can have several. The CHECK is the last line, where no code can forget it.
CREATE TABLE IF NOT EXISTS accounts (
  id SERIAL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  name VARCHAR(100) NOT NULL,
  balance INTEGER NOT NULL DEFAULT 0 CHECK (balance >= 0) -- in cents
);

-- Transfers between accounts. Each one is also the record of its idempotency key: they are there together or not at all.
CREATE TABLE IF NOT EXISTS transfers (
  id SERIAL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  idempotency_key VARCHAR(100) NOT NULL,
  from_account INTEGER NOT NULL REFERENCES accounts(id),
  to_account INTEGER NOT NULL REFERENCES accounts(id),
  amount INTEGER NOT NULL CHECK (amount > 0), -- in cents
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  UNIQUE (user_id, idempotency_key),
  CHECK (from_account <> to_account)
);

-- The whole transfer in one place, for whoever calls it
CREATE FUNCTION move_money(p_user INTEGER, p_key TEXT, p_from INTEGER, p_to INTEGER, p_amount INTEGER)
RETURNS transfers LANGUAGE plpgsql AS $$
DECLARE
  done transfers;
BEGIN
  -- One transfer of a key at a time
  PERFORM pg_advisory_xact_lock(hashtextextended(p_user || ':' || p_key, 0));
  SELECT * INTO done FROM transfers WHERE user_id = p_user AND idempotency_key = p_key;
  IF FOUND THEN
    IF (done.from_account, done.to_account, done.amount) IS DISTINCT FROM (p_from, p_to, p_amount) THEN
      RAISE EXCEPTION 'key in use' USING ERRCODE = 'TR001';
    END IF;
    RETURN done;
  END IF;

  PERFORM 1 FROM accounts WHERE id IN (p_from, p_to) ORDER BY id FOR UPDATE;
  PERFORM 1 FROM accounts WHERE id = p_from AND user_id = p_user;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such sender' USING ERRCODE = 'TR001';
  END IF;
  UPDATE accounts SET balance = balance + p_amount WHERE id = p_to;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such receiver' USING ERRCODE = 'TR001';
  END IF;
  UPDATE accounts SET balance = balance - p_amount WHERE id = p_from AND balance >= p_amount;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'not enough' USING ERRCODE = 'TR001';
  END IF;

  INSERT INTO transfers (user_id, idempotency_key, from_account, to_account, amount)
  VALUES (p_user, p_key, p_from, p_to, p_amount) RETURNING * INTO done;
  RETURN done;
END $$;
