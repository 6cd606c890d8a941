-- What an import brought of a public platform.
create table acquisition_fan_batch (
  import bigint primary key,
  platform text not null,
  -- The kind of the import.
  kind text not null,
  by text not null,
  at timestamptz not null
);
create index on acquisition_fan_batch (platform, at);

-- A row of it: whoever is matched has a strand; a nickname alone is nobody.
create table acquisition_fan (
  id bigint generated always as identity primary key,
  batch bigint not null references acquisition_fan_batch,
  line int not null,
  strand bigint,
  -- Was there before the import.
  known boolean not null,
  -- Why nobody is meant: 'nickname', 'hidden', 'unusable', or 'erased' later.
  why text,
  -- Keyed hash of who is not matched: the same in two lists is one.
  key bytea,
  -- Nickname and account, as the platform wrote them.
  sealed bytea,
  check ((strand is null) <> (why is null)),
  unique (batch, line)
);
create index on acquisition_fan (strand) where strand is not null;
create index on acquisition_fan (key) where key is not null;

-- A voucher of a platform that was redeemed in a store.
create table acquisition_redemption (
  id bigint generated always as identity primary key,
  import bigint not null,
  platform text not null,
  voucher text not null,
  product text not null,
  store text not null,
  at timestamptz not null,
  -- Fen; null = the list does not say.
  amount bigint,
  strand bigint,
  unique (platform, voucher)
);
create index on acquisition_redemption (import);
create index on acquisition_redemption (strand) where strand is not null;
