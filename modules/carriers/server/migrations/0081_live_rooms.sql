-- Live rooms as their platform counts them: numbers of a room, nobody's name.
create table carriers_live_room (
  id bigint generated always as identity primary key,
  -- As the platform is called: 视频号, 抖音 …
  platform text not null,
  -- The account that broadcast; '' = not said.
  account text not null,
  -- The platform's number of it, or when it began.
  key text not null,
  title text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- What a file does not say is null, and shown as unknown.
  figures jsonb not null,
  first_import text,
  last_import text,
  updated_at timestamptz not null,
  unique (platform, account, key)
);
create index carriers_live_room_newest on carriers_live_room (started_at desc, id desc);

-- What an import found, to take it back; `before` is null for a room that it brought.
create table carriers_live_change (
  import text not null,
  room bigint not null references carriers_live_room on delete cascade,
  before jsonb,
  primary key (import, room)
);
