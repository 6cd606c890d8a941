create table acquisition_card_design (
  id bigint generated always as identity primary key,
  name text not null,
  form text not null,
  marketplace text not null,
  hook bigint references acquisition_hook (id),
  layout jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

create table acquisition_card_batch (
  id bigint generated always as identity primary key,
  design bigint not null references acquisition_card_design (id),
  name text not null,
  warehouse text not null,
  card_cost int not null,
  lead_days int not null,
  account bigint not null,
  -- Who is added: these, or whom the live code chooses.
  staff text[] not null,
  live bigint references acquisition_live (id) on delete set null,
  count int not null,
  -- How it was printed: a design may change, paper does not.
  layout jsonb not null,
  form text not null,
  hook bigint,
  origin text not null,
  state text not null,
  -- The tasks that draw its codes and its print files.
  task bigint,
  print_task bigint,
  printed_at timestamptz,
  delivered int not null default 0,
  delivered_at timestamptz,
  inserted_estimate int,
  accepted_by text,
  created_by text not null,
  created_at timestamptz not null
);
create index on acquisition_card_batch (design);

create table acquisition_card (
  id bigint generated always as identity primary key,
  batch bigint not null references acquisition_card_batch (id),
  number int not null,
  code text not null unique,
  order_no text,
  parcel text,
  inserted_at timestamptz,
  scanned_at timestamptz,
  scans int not null default 0,
  added_at timestamptz,
  -- Who has added by it; null = nobody yet, or erased.
  strand bigint,
  left_at timestamptz,
  claimed_at timestamptz,
  unique (batch, number)
);
create index on acquisition_card (batch) where added_at is not null;
create index on acquisition_card (strand) where strand is not null;

create table acquisition_card_print (
  batch bigint not null references acquisition_card_batch (id),
  part int not null,
  first int not null,
  last int not null,
  bytes int not null,
  read int not null,
  primary key (batch, part)
);
