-- A live code: /q/{code} and, where it is a direct one, a code of the platform whose members change.
create table acquisition_live (
  id bigint generated always as identity primary key,
  code text not null unique,
  kind text not null,
  name text not null,
  note text not null,
  account bigint,
  delivery text not null check (delivery in ('direct', 'page')),
  setup jsonb not null,
  source text,
  welcome jsonb,
  tags text[] not null,
  remark text,
  skip_verify boolean not null,
  style jsonb not null,
  expires_at timestamptz,
  off_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- When its codes at the platform are to be looked at again.
  look_at timestamptz not null,
  error text
);
create index acquisition_live_look on acquisition_live (look_at);

-- Codes at the platform of a live code: one for all (member ''), one for each member that a page has shown.
create table acquisition_live_way (
  live bigint not null references acquisition_live on delete cascade,
  member text not null,
  way text not null,
  qr text not null,
  staff text[] not null,
  -- Why these: what stood against the others.
  because jsonb not null,
  since timestamptz not null,
  primary key (live, member)
);

-- Each decision of a page, with its reasons.
create table acquisition_live_shown (
  id bigint generated always as identity primary key,
  live bigint not null references acquisition_live on delete cascade,
  -- The code that it came to, and the target of the first one that led there.
  leaf bigint,
  arm text,
  member text,
  chat text,
  url text,
  because jsonb not null,
  -- Keyed hash of what their browser keeps.
  visitor bytea,
  app text not null,
  region text not null,
  at timestamptz not null,
  added bigint
);
create index acquisition_live_shown_live on acquisition_live_shown (live, at);
create index acquisition_live_shown_leaf on acquisition_live_shown (leaf, at);
create index acquisition_live_shown_visitor on acquisition_live_shown (visitor, at);

-- Who was added by a live code; house carriers tells it, the last word holds.
create table acquisition_live_add (
  id bigint primary key,
  live bigint not null references acquisition_live on delete cascade,
  member text not null,
  strand bigint not null,
  known boolean not null,
  added_at timestamptz not null,
  left_at timestamptz,
  left_by text,
  -- The decision that showed them this member; `sure`: no other one could have been.
  shown bigint,
  sure boolean not null,
  -- Of a direct code: who stood in it then, and why.
  because jsonb
);
create index acquisition_live_add_live on acquisition_live_add (live, added_at);
create index acquisition_live_add_strand on acquisition_live_add (strand);

-- Members who take nobody now.
create table acquisition_duty (
  account bigint not null,
  member text not null,
  off_at timestamptz not null,
  said_by text not null,
  primary key (account, member)
);

-- Where each printed code hangs.
create table acquisition_printed (
  id bigint generated always as identity primary key,
  live bigint not null references acquisition_live on delete cascade,
  number text not null,
  place text not null,
  owner text not null,
  printed_on date,
  note text not null,
  photo_type text,
  photo bytea,
  made_by text not null,
  made_at timestamptz not null,
  gone_at timestamptz,
  unique (live, number)
);

-- What the patrol found, until it is gone.
create table acquisition_trouble (
  id bigint generated always as identity primary key,
  live bigint not null references acquisition_live on delete cascade,
  kind text not null,
  about text not null,
  name text not null,
  -- Whoever scans it gets somebody or something all the same.
  covered boolean not null,
  since timestamptz not null,
  ended_at timestamptz
);
create unique index acquisition_trouble_open on acquisition_trouble (live, kind, about) where ended_at is null;

-- When the patrol last went round.
create table acquisition_patrol (one boolean primary key default true check (one), at timestamptz not null);
