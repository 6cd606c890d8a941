-- Tags of followers: what the platform has for each, and what of it was told here.
alter table carriers_user add column tags text[] not null default '{}', add column told text[] not null default '{}';

-- Tags that wait to be given to followers at the platform, or taken.
create table carriers_user_mark (
  id bigint generated always as identity primary key,
  account bigint not null,
  external bytea not null,
  tag text not null,
  given boolean not null,
  due_at timestamptz not null,
  attempts int not null default 0,
  failed_at timestamptz,
  error text,
  unique (account, external, tag),
  foreign key (account, external) references carriers_user on delete cascade
);
create index carriers_user_mark_due on carriers_user_mark (due_at) where failed_at is null;
