create table outlet_webhook (
  id bigint generated always as identity primary key,
  name text not null,
  url text not null,
  facts text[] not null,
  secret bytea not null,
  hint text not null,
  old_secret bytea,
  old_until timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  off_at timestamptz,
  off_why text,
  -- The first of the attempts since which it took nothing.
  failing_since timestamptz,
  delivered_at timestamptz
);

create table outlet_delivery (
  id bigint generated always as identity primary key,
  webhook bigint not null references outlet_webhook on delete cascade,
  message text not null,
  fact text not null,
  -- As it is signed: jsonb would order it anew.
  body text not null,
  items int not null,
  -- Whom it names, so that they can be taken out of it.
  persons bigint[] not null,
  state text not null default 'waiting',
  why text,
  -- Of the first series and of every replay.
  attempts int not null default 0,
  tries int not null default 0,
  created_at timestamptz not null,
  -- While an attempt is on its way: when it counts as lost and is made again.
  due_at timestamptz not null,
  deadline timestamptz not null,
  answered_at timestamptz,
  status int,
  answer text,
  error text,
  ms int,
  unique (webhook, message)
);
create index outlet_delivery_due on outlet_delivery (webhook, due_at) where state = 'waiting';
create index outlet_delivery_failed on outlet_delivery (webhook, created_at) where state = 'failed';
create index outlet_delivery_list on outlet_delivery (webhook, id);
create index outlet_delivery_old on outlet_delivery (created_at);
create index outlet_delivery_persons on outlet_delivery using gin (persons);
