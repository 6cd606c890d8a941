-- Keyed hashes of ids whose people asked to be erased: lists that still hold them do not bring them back.
create table identity_tombstone (
  type text not null,
  hash bytea not null,
  at timestamptz not null default now(),
  primary key (type, hash)
);
