-- A link of one message that goes to many in the same words: who taps it is asked for where WeChat can be asked.
create table acquisition_shared (
  id bigint generated always as identity primary key,
  code text not null unique,
  link bigint not null references acquisition_link,
  ref text not null,
  made_at timestamptz not null,
  unique (link, ref)
);
create index on acquisition_shared (ref);

-- Taps of nobody who is known; those of whoever is stand with the link of their own.
create table acquisition_shared_click (
  id uuid primary key,
  shared bigint not null references acquisition_shared on delete cascade,
  at timestamptz not null,
  bot boolean not null
);
create index on acquisition_shared_click (shared);
