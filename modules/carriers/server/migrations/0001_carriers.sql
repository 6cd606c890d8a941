-- One set of credentials at a platform: a WeCom corp, an official account, a merchant.
create table carriers_account (
  id bigint generated always as identity primary key,
  kind text not null,
  name text not null,
  -- What is secret in them is sealed beside them.
  settings jsonb not null,
  secrets bytea not null,
  -- Callbacks come to /callbacks/{key}; only its keyed hash is looked up, the key itself is shown again to admins.
  key_hash bytea not null unique,
  key_sealed bytea not null,
  created_by text not null,
  created_at timestamptz not null,
  off_at timestamptz,
  checked_at timestamptz,
  -- Item by item what the last check of the credentials found.
  checked jsonb,
  synced_at timestamptz
);

-- Tokens and tickets of a platform, shared by all processes.
create table carriers_token (
  account bigint not null references carriers_account on delete cascade,
  name text not null,
  sealed bytea not null,
  expires_at timestamptz not null,
  fetched_at timestamptz not null,
  primary key (account, name)
);

-- What platforms told us: kept first, answered, then worked on.
create table carriers_inbox (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  digest bytea not null,
  event text not null,
  -- Whom it is about, as the platform calls them, by keyed hash: to be found at an erasure.
  about bytea,
  body bytea not null,
  state text not null check (state in ('waiting', 'done', 'ignored', 'failed')),
  received_at timestamptz not null,
  due_at timestamptz not null,
  lease_until timestamptz,
  attempts int not null default 0,
  done_at timestamptz,
  error text,
  unique (account, digest)
);
create index carriers_inbox_due on carriers_inbox (due_at) where state = 'waiting';
create index carriers_inbox_done on carriers_inbox (received_at) where state <> 'waiting';
create index carriers_inbox_heard on carriers_inbox (account, received_at);
create index carriers_inbox_about on carriers_inbox (about) where about is not null;

-- Members of the company at a platform.
create table carriers_staff (
  account bigint not null references carriers_account on delete cascade,
  userid text not null,
  name text not null,
  departments int[] not null default '{}',
  active boolean not null,
  -- Whether the platform lets them have customers.
  serves boolean not null,
  left_at timestamptz,
  synced_at timestamptz not null,
  primary key (account, userid)
);

create table carriers_department (
  account bigint not null references carriers_account on delete cascade,
  id int not null,
  parent int not null,
  name text not null,
  primary key (account, id)
);

-- A customer as a platform knows them. Their id there is personal: sealed, found by its keyed hash.
create table carriers_contact (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  external bytea not null,
  sealed bytea not null,
  strand bigint not null,
  identity bigint not null,
  has_unionid boolean not null,
  synced_at timestamptz not null,
  unique (account, external)
);
create index carriers_contact_strand on carriers_contact (strand);

-- Which members have the customer, from when to when; a customer who comes back begins anew (people keep the history).
create table carriers_relation (
  contact bigint not null references carriers_contact on delete cascade,
  account bigint not null,
  userid text not null,
  added_at timestamptz,
  add_way int,
  code bigint,
  tags text[] not null default '{}',
  ended_at timestamptz,
  ended_by text check (ended_by in ('staff', 'customer', 'transfer', 'unseen')),
  synced_at timestamptz not null,
  primary key (contact, userid)
);
create index carriers_relation_staff on carriers_relation (account, userid) where ended_at is null;
create index carriers_relation_ended on carriers_relation (account, ended_at) where ended_at is not null;

-- A contact way: a code that leads to members.
create table carriers_code (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  -- What the platform says of whoever came by it.
  state text not null unique,
  name text not null,
  staff text[] not null,
  skip_verify boolean not null,
  source text,
  welcome jsonb,
  config_id text,
  qr_code text,
  made text not null check (made in ('making', 'made', 'failed')),
  error text,
  created_by text not null,
  created_at timestamptz not null,
  off_at timestamptz
);

-- What became of each welcome: the platform takes one within 20 seconds, or none.
create table carriers_welcome (
  inbox bigint primary key references carriers_inbox on delete cascade,
  account bigint not null,
  userid text not null,
  contact bytea not null,
  code bigint,
  state text not null check (state in ('sent', 'none', 'taken', 'late', 'failed')),
  ms int not null,
  error text,
  at timestamptz not null
);
create index carriers_welcome_at on carriers_welcome (account, at);
create index carriers_welcome_contact on carriers_welcome (contact);
