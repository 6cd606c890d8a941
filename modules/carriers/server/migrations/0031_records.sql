-- Messages for many that were made elsewhere: by members themselves, or by another tool of the corp.
create table carriers_record (
  account bigint not null references carriers_account on delete cascade,
  msgid text not null,
  made_at timestamptz not null,
  -- All who were to send it have.
  is_done boolean not null,
  primary key (account, msgid)
);

-- Who has got one of them: a customer, or a chat, by the keyed hash of its id at the platform.
create table carriers_record_touch (
  account bigint not null,
  msgid text not null,
  target bytea not null,
  userid text not null,
  at timestamptz not null,
  primary key (account, msgid, target),
  foreign key (account, msgid) references carriers_record on delete cascade
);
create index carriers_record_touch_target on carriers_record_touch (target, at);
