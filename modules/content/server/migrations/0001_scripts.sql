-- What members say, in folders.
create table content_script (
  id bigint generated always as identity primary key,
  folder text not null,
  title text not null,
  text text not null,
  version int not null default 1,
  changed_by text not null,
  changed_at timestamptz not null,
  archived_at timestamptz
);
create index content_script_folder on content_script (folder) where archived_at is null;

-- A script was sent by a member; whom to is nobody's business here.
create table content_script_use (
  script bigint not null references content_script on delete cascade,
  key text not null,
  used_by text not null,
  at timestamptz not null,
  primary key (script, key)
);
create index content_script_use_at on content_script_use (script, at);
