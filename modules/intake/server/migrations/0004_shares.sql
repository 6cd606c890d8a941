-- Who came by whose share. One row for each minute: an SDK tells the start and the showing of one visit.
create table intake_share (
  id bigint generated always as identity primary key,
  source int not null,
  inviter bigint not null,
  person bigint not null,
  -- Permanent id that the visitor's event came with.
  identity bigint not null,
  at timestamptz not null,
  trust text not null check (trust in ('client', 'server')),
  depth int,
  path text,
  method text
);
create unique index on intake_share (identity, inviter, date_trunc('minute', at, 'UTC'));
create index on intake_share (person);
create index on intake_share (inviter);
create index on intake_share (source);
