create table outlet_forwarder (
  id bigint generated always as identity primary key,
  name text not null,
  kind text not null,
  -- What is secret in them is sealed beside them.
  settings jsonb not null,
  secrets bytea not null,
  -- Makes the pseudonyms; deleted with the forwarder nobody can tell any more who they were.
  key bytea not null,
  purpose text not null,
  policy text not null check (policy in ('given', 'notWithdrawn')),
  -- Empty = all.
  events text[] not null,
  -- Empty = those of the tracking plan.
  properties text[] not null,
  -- Events up to this one are done with: sent, or held back for good.
  received timestamptz not null,
  after_at timestamptz not null,
  after_key numeric(20) not null,
  -- How many a request may hold since one was refused for its content; null = as many as the kind takes.
  size int,
  paused_at timestamptz,
  paused_why text,
  due_at timestamptz not null,
  tries int not null default 0,
  -- Grows with each attempt and each new start: what an earlier one finds out counts no more.
  turn bigint not null default 0,
  lease_until timestamptz,
  failing_since timestamptz,
  delivered_at timestamptz,
  sent bigint not null default 0,
  held bigint not null default 0,
  refused bigint not null default 0,
  answered_at timestamptz,
  status int,
  answer text,
  error text,
  ms int,
  created_by text not null,
  created_at timestamptz not null
);

-- What was given to whom, by day: proof that outlives the forwarder (three years). Nobody is named.
create table outlet_forwarded (
  forwarder bigint not null,
  day date not null,
  name text not null,
  host text not null,
  purpose text not null,
  policy text not null,
  events bigint not null,
  held bigint not null,
  primary key (forwarder, day, host, purpose, policy)
);
create index outlet_forwarded_day on outlet_forwarded (day);
