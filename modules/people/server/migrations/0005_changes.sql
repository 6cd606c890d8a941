-- Changes that must not count twice (a sum, a list that was emptied since), by the key of their event; for two days,
-- longer than any sender's event is taken for a repeat.
create table people_change (
  key text primary key,
  at timestamptz not null default now()
);
create index people_change_at on people_change (at);
