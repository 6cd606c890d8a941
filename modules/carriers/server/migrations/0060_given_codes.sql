-- Codes that another house keeps: `owner` says for what, `key` which one. Null = a staff code made by hand.
alter table carriers_code
  add column owner text check (owner in ('personal', 'live')),
  add column key text,
  -- Taken away at the platform from then on.
  add column keep_until timestamptz,
  -- Made for several members, so that its list can change; null = by how many it had.
  add column several boolean,
  -- The platform lets a customer be added by one member of the company only.
  add column exclusive boolean not null default false,
  -- What whoever comes by it is given: tags, and the name members see.
  add column tags text[] not null default '{}',
  add column remark text,
  -- One process at a time makes it.
  add column lease_until timestamptz;
-- A key whose code was taken away may have another one.
create unique index carriers_code_key on carriers_code (account, key) where off_at is null;
create index carriers_code_keep on carriers_code (keep_until) where keep_until is not null and off_at is null;

-- When the two first came together: a tie that begins anew is not the first one.
alter table carriers_relation add column first_at timestamptz;
update carriers_relation set first_at = added_at;

-- Each time somebody was added by a code of ours, and when that ended.
create table carriers_add (
  id bigint generated always as identity primary key,
  contact bigint not null references carriers_contact on delete cascade,
  account bigint not null,
  code bigint not null references carriers_code on delete cascade,
  userid text not null,
  added_at timestamptz not null,
  -- Somebody of the company had them before.
  known boolean not null,
  left_at timestamptz,
  -- `again`: they are together anew, and nobody has told of the end.
  left_by text check (left_by in ('staff', 'customer', 'transfer', 'unseen', 'again')),
  tagged_at timestamptz,
  remarked_at timestamptz
);
create unique index carriers_add_open on carriers_add (contact, userid) where left_at is null;
create index carriers_add_code on carriers_add (code, added_at);

-- What came by codes before: known from now on, told to nobody, given nothing.
insert into carriers_add (contact, account, code, userid, added_at, known, left_at, left_by, tagged_at, remarked_at)
select r.contact, r.account, r.code, r.userid, r.added_at, false, r.ended_at, r.ended_by, r.synced_at, r.synced_at
from carriers_relation r join carriers_code c on c.id = r.code where r.added_at is not null;
