-- Work on many rows that goes on after its request: one row for each time somebody asked.
create table platform_task (
  id bigint generated always as identity primary key,
  kind text not null,
  input jsonb not null,
  state text not null default 'queued',
  done int not null default 0,
  total int,
  -- What came of it so far, by the names of its kind.
  counts jsonb not null default '{}',
  error jsonb,
  attempts int not null default 0,
  created_by text not null,
  author text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz
);
create index platform_task_open on platform_task (id) where state in ('queued', 'running');
