-- Who asked to be forgotten. Nothing here names the person: the numbers lead nowhere once it is done.
create table people_erasure (
  id bigint generated always as identity primary key,
  person bigint not null,
  strands bigint[] not null default '{}',
  state text not null default 'queued' check (state in ('queued', 'gone', 'done')),
  reason text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  done_at timestamptz,
  kept jsonb not null default '[]',
  error text
);
create unique index people_erasure_open on people_erasure (person) where state in ('queued', 'gone');
