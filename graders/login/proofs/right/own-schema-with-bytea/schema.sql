CREATE SCHEMA identity;

CREATE TABLE identity.person (
  id integer GENERATED ALWAYS AS IDENTITY (START WITH 1000 INCREMENT BY 7) PRIMARY KEY,
  email text NOT NULL,
  full_name text NOT NULL
);
CREATE UNIQUE INDEX person_email ON identity.person (lower(email));

CREATE TABLE identity.credential (
  person_id integer PRIMARY KEY REFERENCES identity.person ON DELETE CASCADE,
  salt bytea NOT NULL,
  hash bytea NOT NULL
);

CREATE TABLE identity.guess (
  ip text NOT NULL,
  account text NOT NULL,
  started timestamptz NOT NULL,
  count smallint NOT NULL,
  PRIMARY KEY (ip, account)
);

-- Both rows or none.
CREATE FUNCTION identity.add_person(p_email text, p_name text, p_salt bytea, p_hash bytea) RETURNS integer AS $body$
DECLARE
  new_id integer;
BEGIN
  INSERT INTO identity.person (email, full_name) VALUES (p_email, p_name)
    ON CONFLICT (lower(email)) DO NOTHING RETURNING id INTO new_id;
  IF new_id IS NOT NULL THEN
    INSERT INTO identity.credential VALUES (new_id, p_salt, p_hash);
  END IF;
  RETURN new_id;
END;
$body$ LANGUAGE plpgsql;
