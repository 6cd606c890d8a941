-- A chat of customers (客户群) as a platform knows it.
create table carriers_chat (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  chat text not null,
  name text not null,
  owner text not null,
  notice text not null default '',
  created_at timestamptz not null,
  dismissed_at timestamptz,
  -- When the platform was asked for what stands here: an older reading does not undo a newer one.
  asked_at timestamptz not null,
  unique (account, chat)
);
create index carriers_chat_owner on carriers_chat (account, owner) where dismissed_at is null;

-- Who is in a chat, from when to when: one row for each stay. Customers by the keyed hash of their id there.
create table carriers_participant (
  chat bigint not null references carriers_chat on delete cascade,
  member bytea not null,
  joined_at timestamptz not null,
  -- staff by name; customers by the numbers that house identity gave them.
  userid text,
  strand bigint,
  identity bigint,
  joined_how text not null check (joined_how in ('invited', 'link', 'scan', 'unknown')),
  invited_by text,
  -- What the code said by which they came.
  code text,
  left_at timestamptz,
  left_how text check (left_how in ('left', 'removed', 'dismissed', 'unseen')),
  -- House people has heard of the stay as it stands here.
  told boolean not null default false,
  primary key (chat, member, joined_at),
  check ((userid is null) = (strand is not null))
);
create index carriers_participant_strand on carriers_participant (strand) where strand is not null;
create index carriers_participant_member on carriers_participant (member);
create index carriers_participant_untold on carriers_participant (chat) where not told;
create index carriers_participant_joined on carriers_participant (chat, joined_at);
create index carriers_participant_left on carriers_participant (chat, left_at) where left_at is not null;

-- When the sync that is under way was begun: broken off, it goes on with what was not read since.
alter table carriers_account add column sync_from timestamptz;
