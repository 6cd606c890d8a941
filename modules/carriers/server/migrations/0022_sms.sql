-- Texts as the provider has approved them; what stands between ${ and } is filled in.
create table carriers_sms_template (
  account bigint not null references carriers_account on delete cascade,
  code text not null,
  text text not null,
  purpose text not null check (purpose in ('promotion', 'service')),
  changed_at timestamptz not null,
  primary key (account, code)
);

-- One SMS to one person.
create table carriers_sms (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  -- What is asked for again by the same key goes out once.
  key text not null,
  strand bigint not null,
  -- The number, by keyed hash.
  phone bytea not null,
  -- The number as callbacks of the account are about it.
  about bytea not null,
  template text not null,
  segments int not null,
  -- asking: nothing was heard yet; unsure: nothing was heard at all, and it may have gone
  state text not null check (state in ('asking', 'sent', 'unsure', 'refused', 'delivered', 'failed')),
  serial text,
  code text,
  at timestamptz not null,
  reported_at timestamptz,
  unique (account, key)
);
create index carriers_sms_serial on carriers_sms (account, serial);
create index carriers_sms_strand on carriers_sms (strand);

-- Numbers that take no advertisements any more, by keyed hash: whatever account or signature it was told to.
create table carriers_sms_stop (
  phone bytea primary key,
  account bigint not null,
  -- What they answered, or the code by which the provider told it.
  word text not null,
  at timestamptz not null
);
