-- Codes of another house that lead into chat groups.
create table carriers_group_code (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  key text not null,
  state text not null unique,
  name text not null,
  chats text[] not null,
  config_id text,
  qr_code text,
  created_at timestamptz not null,
  off_at timestamptz
);
create unique index carriers_group_code_key on carriers_group_code (account, key) where off_at is null;
