create table intake_source (
  id int generated always as identity primary key,
  name text not null,
  slug text not null unique,
  kind text not null check (kind in ('client', 'server')),
  -- Write keys of browsers are public by nature; a server's is shown once more to staff who may change sources.
  write_key text not null unique,
  daily_quota bigint,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);

-- What could not be stored, with the reason, until somebody fixes or drops it.
create table intake_parked (
  id bigint generated always as identity primary key,
  source int not null,
  received_at timestamptz not null,
  reason text not null,
  message_id text,
  raw jsonb not null
);
create index intake_parked_newest on intake_parked (id desc);
