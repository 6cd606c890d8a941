-- For whom, by which channel, with which hook and words. Each change is kept, so that what ran in a month can be read later.
create table acquisition_plan (
  id bigint generated always as identity primary key,
  version int not null,
  body jsonb not null,
  archived_at timestamptz,
  created_at timestamptz not null,
  changed_by text not null,
  changed_at timestamptz not null
);

create table acquisition_plan_version (
  plan bigint not null references acquisition_plan,
  version int not null,
  body jsonb not null,
  by text not null,
  at timestamptz not null,
  primary key (plan, version)
);
