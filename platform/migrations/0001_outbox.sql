-- Facts wait here until every consumer has seen them. The transaction id orders them: a consumer reads only below the
-- oldest open transaction, so a row that commits late is never skipped (ids alone would allow that).
create table platform_outbox (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  topic text not null,
  payload jsonb not null,
  at timestamptz not null default now()
);
create index platform_outbox_order on platform_outbox (xid, id);

create table platform_outbox_cursor (
  consumer text primary key,
  xid xid8 not null,
  id bigint not null,
  failures int not null default 0,
  last_error text,
  updated_at timestamptz not null default now()
);

create table platform_setting (
  name text primary key,
  value jsonb not null,
  version int not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text not null
);

create table platform_audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'
);
