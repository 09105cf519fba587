CREATE TABLE users (
  id SERIAL PRIMARY KEY,
  email VARCHAR(320) NOT NULL,
  password CHAR(60) NOT NULL,
  name VARCHAR(100) NOT NULL
);

CREATE UNIQUE INDEX users_email_lower ON users (LOWER(email));
