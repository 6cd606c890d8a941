-- Subscription messages: each the user accepts is one that may be sent. What is left is the sum.
create table carriers_credit (
  account bigint not null,
  external bytea not null,
  template text not null,
  -- What it was: a callback, or what was sent. The same counts once.
  ref text not null,
  delta int not null,
  at timestamptz not null,
  primary key (account, external, template, ref),
  foreign key (account, external) references carriers_user on delete cascade
);
