create table acquisition_link (
  id bigint generated always as identity primary key,
  code text not null unique,
  url text not null,
  name text not null,
  note text not null,
  targets jsonb not null,
  variants jsonb not null,
  url_weight int not null,
  password bytea,
  expires_at timestamptz,
  off_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
