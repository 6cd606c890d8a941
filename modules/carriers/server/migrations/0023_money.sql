-- What became of payments, refunds and transfers, as a platform told it: each state once.
create table carriers_money (
  account bigint not null references carriers_account on delete cascade,
  kind text not null check (kind in ('payment', 'refund', 'transfer')),
  -- Our number of it.
  number text not null,
  state text not null,
  -- The platform's number.
  told_as text not null,
  -- Fen.
  amount bigint not null,
  at timestamptz not null,
  primary key (account, kind, number, state)
);
create index carriers_money_at on carriers_money (account, at);
