-- Who follows an official account or has logged in at a mini program. Their openid is personal: sealed, found by its keyed hash.
create table carriers_user (
  account bigint not null references carriers_account on delete cascade,
  external bytea not null,
  sealed bytea not null,
  strand bigint not null,
  identity bigint not null,
  has_unionid boolean not null,
  -- Of a mini program: the first login.
  followed_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('customer', 'unseen')),
  -- The scene of the code they came by.
  scene text,
  synced_at timestamptz not null,
  primary key (account, external)
);
create index carriers_user_strand on carriers_user (strand);

-- What lets an account answer a customer, and how many answers it has given since.
create table carriers_window (
  account bigint not null,
  external bytea not null,
  trigger text not null check (trigger in ('message', 'click', 'follow', 'scan')),
  opened_at timestamptz not null,
  used int not null default 0,
  primary key (account, external, trigger),
  foreign key (account, external) references carriers_user on delete cascade
);
