create sequence people_version;

create table people_person (
  id bigint primary key,
  version bigint not null default nextval('people_version'),
  first_seen timestamptz not null,
  -- Not personal: tags of the trade such as city or lens type. Personal traits are sealed in people_private.
  attributes jsonb not null default '{}',
  known boolean not null default false,
  entered_at timestamptz,
  entry text check (entry in ('self', 'invited', 'baseline')),
  inviter bigint,
  source text,
  owner text,
  excluded text,
  merged_into bigint
);
-- The list opens on the newest first, with or without a filter on known people.
create index people_person_newest on people_person (first_seen desc, id desc) where merged_into is null;
create index people_person_known on people_person (first_seen desc, id desc) where merged_into is null and known;
create index people_person_entered on people_person (entered_at desc, id desc) where merged_into is null and entered_at is not null;
create index people_person_inviter on people_person (inviter) where inviter is not null;

create table people_private (
  person bigint not null,
  field text not null,
  hash bytea not null,
  sealed bytea not null,
  verified boolean not null,
  updated_at timestamptz not null,
  primary key (person, field)
);
create index people_private_lookup on people_private (field, hash);

-- Evidence of entry: the earliest per id and kind. The entry of a person is decided from all of theirs, so a merge takes
-- the earlier one and a later split can restore it.
create table people_entry (
  person bigint not null,
  identity bigint not null,
  kind text not null check (kind in ('order', 'carrier', 'list')),
  at timestamptz not null,
  inviter bigint,
  source text,
  primary key (identity, kind)
);
create index people_entry_person on people_entry (person);

-- Where the person is reachable free of charge, from when to when.
create table people_carrier (
  id bigint generated always as identity primary key,
  person bigint not null,
  identity bigint not null,
  carrier text not null,
  account text not null,
  started timestamptz not null,
  ended timestamptz,
  unique (identity, carrier, account, started)
);
create index people_carrier_person on people_carrier (person);
