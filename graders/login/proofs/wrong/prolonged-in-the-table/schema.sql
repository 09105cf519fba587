create table account (
  id bigint generated always as identity primary key,
  address text not null unique,
  secret bytea not null,
  salt bytea not null,
  name text not null
);

create table session (
  digest bytea primary key,
  account bigint not null references account on delete cascade,
  ends timestamptz not null
);

create table wrong_guess (
  who text not null,
  at timestamptz not null default now()
);
create index on wrong_guess (who, at);
