-- Scenarios of a year. Every change is a new version; one scenario of a year is the plan.
create table plan_scenario (
  id bigint generated always as identity primary key,
  version int not null default 1,
  value jsonb not null,
  year int not null,
  adopted boolean not null default false,
  archived_at timestamptz,
  updated_at timestamptz not null,
  updated_by text not null
);
create unique index plan_scenario_adopted on plan_scenario (year) where adopted;
create index plan_scenario_newest on plan_scenario (id desc) where archived_at is null;
create table plan_scenario_version (
  scenario bigint not null,
  version int not null,
  value jsonb not null,
  at timestamptz not null,
  by text not null,
  primary key (scenario, version)
);

-- Touches that were let through: made, or planned for a moment to come.
create table plan_touch (
  key text primary key,
  -- The strand of the person at that moment; reads ask for all strands of whoever stands now.
  person bigint not null,
  carrier text not null,
  purpose text not null,
  at timestamptz not null,
  ref text not null,
  made_by text not null,
  recorded_at timestamptz not null
);
create index plan_touch_person on plan_touch (person, at desc);
create index plan_touch_at on plan_touch (at);

-- Months that were closed, with what the board said then.
create table plan_close (
  month date primary key,
  figures jsonb not null,
  note text not null,
  closed_at timestamptz not null,
  closed_by text not null
);
