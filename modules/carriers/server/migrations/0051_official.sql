-- The menu of an official account as it is being written, and as it was published last.
create table carriers_menu (
  account bigint primary key references carriers_account on delete cascade,
  draft jsonb not null,
  published jsonb,
  changed_by text not null,
  changed_at timestamptz not null,
  published_at timestamptz
);

-- A code with a parameter: whoever scans it comes to the official account, and we know by which code.
create table carriers_scene (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  -- What the platform tells of whoever scans it.
  scene text not null,
  name text not null,
  permanent boolean not null,
  expires_at timestamptz,
  ticket text,
  url text,
  error text,
  source text,
  tag text,
  welcome text,
  made_by text not null,
  made_at timestamptz not null,
  off_at timestamptz,
  unique (account, scene)
);

-- Who scanned it; the same callback counts once.
create table carriers_scan (
  inbox bigint primary key,
  scene bigint not null references carriers_scene on delete cascade,
  account bigint not null,
  external bytea not null,
  -- They followed by it; else they followed already.
  followed boolean not null,
  at timestamptz not null,
  foreign key (account, external) references carriers_user on delete cascade
);
create index carriers_scan_scene on carriers_scan (scene);
create index carriers_scan_user on carriers_scan (account, external);
