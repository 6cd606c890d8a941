create table intake_plan_event (
  event text primary key,
  plan jsonb not null,
  version int not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create table intake_plan_breach (
  event text not null,
  day date not null,
  kind text not null,
  property text not null,
  events bigint not null,
  last_at timestamptz not null,
  primary key (event, day, kind, property)
);
-- What comes, counted from the event log as it grows; `received` of the mark is how far.
create table intake_seen_event (
  event text not null,
  day date not null,
  events bigint not null,
  last_at timestamptz not null,
  primary key (event, day)
);
create table intake_seen_property (
  event text not null,
  name text not null,
  type text not null,
  events bigint not null,
  primary key (event, name, type)
);
create table intake_seen_sample (event text primary key, events bigint not null);
create table intake_seen_mark (id int primary key default 1 check (id = 1), received timestamptz not null);
