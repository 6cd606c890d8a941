create sequence identity_number;

-- One id of one human. A personal value is sealed and found by its keyed hash; others stay readable.
create table identity_handle (
  id bigint primary key,
  type text not null,
  hash bytea not null,
  value text,
  sealed bytea,
  strong boolean not null,
  person bigint not null,
  first_seen timestamptz not null,
  unique (type, hash)
);
create index identity_handle_person on identity_handle (person);

create table identity_merge (
  id bigint generated always as identity primary key,
  kept bigint not null,
  gone bigint not null unique,
  because jsonb not null,
  moved bigint[] not null,
  at timestamptz not null,
  recorded_at timestamptz not null default now()
);
create index identity_merge_kept on identity_merge (kept);

-- What a public client said about strong ids: hearsay, shown to staff, never looked up and never merging.
create table identity_unverified (
  person bigint not null,
  type text not null,
  hash bytea not null,
  sealed bytea not null,
  first_seen timestamptz not null,
  primary key (person, type, hash)
);
