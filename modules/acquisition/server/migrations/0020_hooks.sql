create table acquisition_hook (
  id bigint generated always as identity primary key,
  kind text not null,
  name text not null,
  title text not null,
  text text not null,
  organiser text not null,
  settings jsonb not null,
  cost bigint not null check (cost >= 0),
  stock int,
  budget bigint,
  newness text not null,
  starts_at timestamptz,
  ends_at timestamptz,
  "on" boolean not null default false,
  stopped text,
  stopped_at timestamptz,
  taken int not null default 0 check (taken >= 0),
  spent bigint not null default 0 check (spent >= 0),
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- What one conditional update keeps; nothing gets past it either way.
  check (stock is null or taken <= stock),
  check (budget is null or spent <= budget)
);

create table acquisition_claim (
  id bigint generated always as identity primary key,
  hook bigint not null references acquisition_hook (id),
  -- Who stood for them when they claimed; null = known by phone alone, or erased.
  person bigint,
  strand bigint,
  phone bytea,
  card bigint,
  state text not null,
  cost bigint not null,
  code text unique,
  address bytea,
  carrier text not null default '',
  tracking text not null default '',
  note text not null default '',
  -- What a merchant transfer said last.
  transfer text,
  claimed_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index on acquisition_claim (hook, person) where state <> 'cancelled';
create unique index on acquisition_claim (hook, phone) where state <> 'cancelled';
create index on acquisition_claim (hook, id);
create index on acquisition_claim (strand) where strand is not null;
