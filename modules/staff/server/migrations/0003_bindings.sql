-- A member of the company at a platform who is this colleague; the platform proves who they are.
create table staff_binding (
  account text not null,
  member text not null,
  staff bigint not null references staff_member (id) on delete cascade,
  bound_by text not null,
  bound_at timestamptz not null,
  primary key (account, member),
  unique (staff, account)
);

-- Logins that were begun at a platform: each ends once, in the browser that began it.
create table staff_entering (
  state_hash bytea primary key,
  browser_hash bytea not null,
  account text not null,
  next text not null,
  expires_at timestamptz not null
);
create index staff_entering_expiry on staff_entering (expires_at);
