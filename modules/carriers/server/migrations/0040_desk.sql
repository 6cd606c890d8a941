-- What a member has noted of a customer, and when they want to come back to it. The note is personal: sealed.
create table carriers_follow_up (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  strand bigint not null,
  userid text not null,
  note bytea not null,
  written_at timestamptz not null,
  next_at timestamptz,
  done_at timestamptz
);
create index carriers_follow_up_strand on carriers_follow_up (strand, written_at desc);
create index carriers_follow_up_due on carriers_follow_up (account, userid, next_at)
  where next_at is not null and done_at is null;
