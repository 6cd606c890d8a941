create table staff_member (
  id bigint generated always as identity primary key,
  account text not null unique,
  name text not null,
  password text not null,
  role text not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);

create table staff_session (
  token_hash bytea primary key,
  staff bigint not null references staff_member (id),
  csrf text not null,
  ip text not null,
  user_agent text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index staff_session_expiry on staff_session (expires_at);

create table staff_login_failure (
  account text not null,
  ip text not null,
  at timestamptz not null
);
create index staff_login_failure_recent on staff_login_failure (account, at);

create table staff_api_key (
  id bigint generated always as identity primary key,
  name text not null,
  hint text not null,
  token_hash bytea not null unique,
  rights text[] not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
