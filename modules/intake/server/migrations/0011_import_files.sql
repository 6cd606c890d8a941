-- Files that were uploaded to be looked at first; each goes after a day, or when an import has been made of it.
create table intake_import_file (
  -- Name below the imports folder.
  key uuid primary key,
  name text not null,
  size bigint not null,
  sha256 text not null,
  created_by text not null,
  created_at timestamptz not null
);

-- What the columns of a header row meant when it was imported last, by kind and source.
create table intake_import_mapping (
  id bigint generated always as identity primary key,
  kind text not null,
  source text not null,
  -- SHA-256 of the column names without case, width, blanks and order.
  header bytea not null,
  columns jsonb not null,
  mapping jsonb not null,
  options jsonb not null,
  used_by text not null,
  used_at timestamptz not null,
  unique (kind, header, source)
);
