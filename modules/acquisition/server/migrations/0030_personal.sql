-- How whoever changed the link last reached this Siyu: links that are sent by themselves begin so.
alter table acquisition_link add column origin text;

-- A link of one person: `ref` is the message it is for, so that each message has its own.
create table acquisition_personal (
  id bigint generated always as identity primary key,
  code text not null unique,
  link bigint not null references acquisition_link,
  person bigint not null,
  ref text not null,
  title text not null,
  made_at timestamptz not null,
  unique (link, ref, person)
);
create index on acquisition_personal (person);
create index on acquisition_personal (ref);

create table acquisition_personal_click (
  id uuid primary key,
  personal bigint not null references acquisition_personal on delete cascade,
  at timestamptz not null,
  bot boolean not null,
  app text not null
);
create index on acquisition_personal_click (personal);
