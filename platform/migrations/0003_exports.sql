create table platform_export (
  id bigint generated always as identity primary key,
  kind text not null,
  filter jsonb not null,
  format text not null,
  masked boolean not null,
  reason text,
  language text not null,
  state text not null default 'queued',
  done int not null default 0,
  total int,
  bytes bigint,
  -- Name of the finished file; null before it is finished and after it has gone.
  file text,
  error jsonb,
  attempts int not null default 0,
  created_by text not null,
  author text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  expires_at timestamptz
);
create index platform_export_open on platform_export (id) where state in ('queued', 'running');
create index platform_export_file on platform_export (expires_at) where file is not null;
