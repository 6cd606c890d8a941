-- One call to one person, made by a vendor after a script.
create table carriers_call (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  -- What is asked for again by the same key is called once; the name of the touch.
  key text not null,
  send bigint,
  strand bigint not null,
  phone bytea not null,
  -- The number as callbacks of the account are about it.
  about bytea not null,
  -- asking: nothing was heard yet; queued: the vendor has it; else what the vendor told
  state text not null,
  task text,
  intent text not null default '',
  attempt int not null default 0,
  duration_ms int not null default 0,
  at timestamptz not null,
  ended_at timestamptz,
  -- What follows from the intent was done.
  followed_at timestamptz,
  unique (account, key)
);
create index on carriers_call (send);
create index on carriers_call (strand);

-- Numbers that want no calls any more, by keyed hash.
create table carriers_call_stop (phone bytea primary key, account bigint not null, at timestamptz not null);

-- Lists of numbers that calls have filled, by what people said.
create table carriers_call_list (send bigint not null, intent text not null, list bigint not null, primary key (send, intent));
