-- Who is looked after under a person: a child, a parent. They have no id of their own and are nobody's duplicate. What is
-- written of them goes with the strand it was written for; all of it is sealed, since prescriptions are health data.
create table people_wearer (
  id bigint generated always as identity primary key,
  strand bigint not null,
  sealed bytea not null,
  updated_at timestamptz not null default now()
);
create index people_wearer_strand on people_wearer (strand);
