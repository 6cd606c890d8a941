-- How a poster looks, and what it is for: its code is drawn anew each time.
create table acquisition_poster (
  id bigint generated always as identity primary key,
  about text not null,
  address text not null,
  -- Without its picture.
  design jsonb not null,
  picture text,
  made_by text not null,
  made_at timestamptz not null,
  changed_by text not null,
  changed_at timestamptz not null
);
create index on acquisition_poster (about, id);
