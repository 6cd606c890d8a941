create table platform_backup (
  id bigint generated always as identity primary key,
  state text not null default 'queued',
  folder text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  error text,
  rows bigint
);
