-- Where people come from, as a tree. The names that people, orders and costs carry are read as channels when they are
-- looked at: nothing of theirs is written here.
create table acquisition_channel (
  id bigint generated always as identity primary key,
  parent bigint references acquisition_channel,
  name text not null,
  names jsonb not null default '[]',
  utm jsonb not null default '[]',
  -- Among those of the same parent.
  position double precision not null,
  archived_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

-- What a change made of a channel, so that it can be undone while nothing has changed since.
create table acquisition_channel_change (
  id bigint generated always as identity primary key,
  channel bigint not null references acquisition_channel,
  -- Null = it was made then.
  before jsonb,
  after jsonb not null,
  by text not null,
  at timestamptz not null,
  undone_at timestamptz
);

-- Costs entered by hand or by table; what is known from the books of others is not copied here.
create table acquisition_channel_cost (
  id bigint generated always as identity primary key,
  channel bigint not null references acquisition_channel,
  first_day date not null,
  last_day date not null,
  amount bigint not null check (amount > 0),
  note text not null,
  import text,
  made_by text not null,
  made_at timestamptz not null,
  gone_at timestamptz,
  check (last_day >= first_day)
);
create index on acquisition_channel_cost (last_day) where gone_at is null;
create index on acquisition_channel_cost (import) where import is not null;
