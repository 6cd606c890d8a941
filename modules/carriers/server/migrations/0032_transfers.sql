-- What hangs on a member goes over to colleagues: in service, or after they have left.
create table carriers_transfer (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  giver text not null,
  has_left boolean not null,
  takers text[] not null,
  -- What customers are told; only in service.
  message text,
  -- held: until start_at nothing has left · asking: the platform is told · waiting: for customers, a day
  state text not null check (state in ('held', 'asking', 'waiting', 'done', 'stopped')),
  start_at timestamptz not null,
  look_at timestamptz not null,
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  error text
);
create index carriers_transfer_open on carriers_transfer (look_at) where state not in ('done', 'stopped');

create table carriers_transfer_customer (
  transfer bigint not null references carriers_transfer on delete cascade,
  contact bigint not null references carriers_contact on delete cascade,
  taker text not null,
  -- planned · asking · waiting: a day, in which they may refuse · done · refused: by them · full: the colleague is
  -- · limited: too often in 90 days · gone: no contact any more · failed · stopped
  state text not null check (state in
    ('planned', 'asking', 'waiting', 'done', 'refused', 'full', 'limited', 'gone', 'failed', 'stopped')),
  error text,
  asked_at timestamptz,
  ended_at timestamptz,
  primary key (transfer, contact)
);
create index carriers_transfer_customer_contact on carriers_transfer_customer (contact, asked_at);
create index carriers_transfer_customer_open on carriers_transfer_customer (transfer, taker)
  where state in ('planned', 'asking', 'waiting');

create table carriers_transfer_chat (
  transfer bigint not null references carriers_transfer on delete cascade,
  chat bigint not null references carriers_chat on delete cascade,
  taker text not null,
  state text not null check (state in ('planned', 'asking', 'done', 'failed', 'stopped')),
  error text,
  primary key (transfer, chat)
);

-- Staff codes that lead to colleagues from then on.
create table carriers_transfer_code (
  transfer bigint not null references carriers_transfer on delete cascade,
  code bigint not null references carriers_code on delete cascade,
  state text not null check (state in ('planned', 'done', 'failed', 'stopped')),
  error text,
  primary key (transfer, code)
);
