-- What was told of ties, so that their history does not depend on the order in which it was told.
create table carriers_tie (
  account bigint not null references carriers_account on delete cascade,
  -- Of a customer, or of a user.
  external bytea not null,
  -- The member; '' = the account itself.
  member text not null,
  kind text not null check (kind in ('begin', 'heard', 'end')),
  at timestamptz not null,
  primary key (account, external, member, kind, at)
);

insert into carriers_tie
  select r.account, c.external, r.userid, 'begin', r.added_at
    from carriers_relation r join carriers_contact c on c.id = r.contact where r.added_at is not null
  union select r.account, c.external, r.userid, 'end', r.ended_at
    from carriers_relation r join carriers_contact c on c.id = r.contact where r.ended_by <> 'unseen'
  union select account, external, '', 'begin', followed_at from carriers_user
  union select account, external, '', 'end', ended_at from carriers_user where ended_by = 'customer';
