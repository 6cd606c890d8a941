-- Tags of the corp, and which tag of ours each stands for.
create table carriers_tag_group (
  account bigint not null references carriers_account on delete cascade,
  id text not null,
  name text not null,
  direction text not null default 'both' check (direction in ('in', 'out', 'both', 'off')),
  primary key (account, id)
);

create table carriers_tag (
  account bigint not null references carriers_account on delete cascade,
  id text not null,
  tag_group text not null,
  name text not null,
  tag bigint,
  primary key (account, id)
);
create index carriers_tag_tag on carriers_tag (tag);

-- What the members' tags came to when they were last told on: what was theirs and is gone is taken.
alter table carriers_contact add column told text[] not null default '{}';

-- Tags that wait to be put on a tie at the platform, or taken off it.
create table carriers_mark (
  id bigint generated always as identity primary key,
  contact bigint not null references carriers_contact on delete cascade,
  userid text not null,
  tag text not null,
  given boolean not null,
  due_at timestamptz not null,
  attempts int not null default 0,
  failed_at timestamptz,
  error text,
  unique (contact, userid, tag)
);
create index carriers_mark_due on carriers_mark (due_at) where failed_at is null;
