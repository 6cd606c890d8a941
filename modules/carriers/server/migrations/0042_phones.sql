-- Phone numbers that members are to add as customers, divided among them.
create table carriers_phone_list (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  name text not null,
  -- What a member writes when they ask to be added.
  hello text not null,
  -- Numbers a member may be shown a day: more requests than that are throttled by the platform.
  cap int not null,
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz
);

create table carriers_phone (
  id bigint generated always as identity primary key,
  list bigint not null references carriers_phone_list on delete cascade,
  account bigint not null,
  -- Number and name, sealed; found by the keyed hash of the number.
  sealed bytea not null,
  hash bytea not null,
  strand bigint,
  userid text not null,
  state text not null check (state in ('pending', 'invited', 'added', 'dropped')),
  taken_at timestamptz,
  invited_at timestamptz,
  added_at timestamptz,
  added_by text,
  unique (list, hash)
);
create index carriers_phone_member on carriers_phone (account, userid, state);
create index carriers_phone_open on carriers_phone (account, hash) where state in ('pending', 'invited');
create index carriers_phone_hash on carriers_phone (hash);
create index carriers_phone_strand on carriers_phone (strand) where strand is not null;
