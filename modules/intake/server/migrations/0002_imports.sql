create table intake_import (
  id bigint generated always as identity primary key,
  kind text not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  dry_run boolean not null,
  preset text,
  mapping jsonb,
  options jsonb not null,
  file_name text not null,
  -- Name below the imports folder; the file goes when the import ends, its digest stays.
  file_key text not null,
  file_size bigint not null,
  sha256 text not null,
  total int not null default 0,
  created int not null default 0,
  updated int not null default 0,
  skipped int not null default 0,
  rejected int not null default 0,
  ignored int not null default 0,
  notes int not null default 0,
  progress real not null default 0,
  -- How the file was read: encoding, delimiter, header line, columns.
  reading jsonb,
  error jsonb,
  attempts int not null default 0,
  created_by text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);

create table intake_import_rejected (
  id bigint generated always as identity primary key,
  import bigint not null,
  line int not null,
  level text not null check (level in ('rejected', 'ignored', 'note')),
  code text not null,
  -- Texts and row are sealed: both quote cells, which may be phones and names.
  zh bytea not null,
  en bytea not null,
  raw bytea not null
);
create index intake_import_rejected_order on intake_import_rejected (import, level, line, id);
