create table shop_order (
  id bigint generated always as identity primary key,
  source text not null,
  order_no text not null,
  -- Permanent id of the key the order came with and its person at that moment; merges are followed at reading.
  identity bigint,
  person bigint,
  inviter_identity bigint,
  inviter bigint,
  -- What the order's own rows say.
  own_paid_at timestamptz not null,
  own_gross bigint not null,
  own_refunded bigint not null,
  own_refunded_at timestamptz,
  -- What it comes to with the orders that belong to it (refunds, balance payments).
  paid_at timestamptz not null,
  gross bigint not null,
  refunded bigint not null,
  net bigint not null,
  refunded_at timestamptz,
  state text not null check (state in ('counted', 'zeroYuan', 'refunded', 'noPerson', 'unlinked')),
  -- Order number of the parent as written, and the order this one has become part of; both in the same source.
  parent text not null,
  root bigint,
  source_kind text not null check (source_kind in ('private', 'store', 'platform')),
  order_kind text not null,
  channel text not null,
  shop text not null,
  store text not null,
  staff text not null,
  -- Free text of buyers and cashiers: sealed, it may hold names and addresses.
  note bytea,
  freight bigint not null,
  subsidy bigint not null,
  -- Keyed hash of all that the source says; an import that brings the same again changes nothing.
  content_hash bytea not null,
  -- The imports that brought it first and changed it last: an import that broke off counts its own orders again.
  first_import bigint,
  last_import bigint,
  version bigint not null default 1,
  updated_at timestamptz not null default now(),
  unique (source, order_no)
);
create index shop_order_newest on shop_order (paid_at desc, id desc);
create index shop_order_person on shop_order (person, paid_at desc, id desc) where person is not null;
create index shop_order_store on shop_order (store, paid_at desc, id desc) where store <> '';
create index shop_order_number on shop_order (order_no text_pattern_ops);
create index shop_order_parent on shop_order (source, parent) where parent <> '';
create index shop_order_root on shop_order (root) where root is not null;

create table shop_order_line (
  order_id bigint not null,
  position int not null,
  line_no text not null,
  sku text not null,
  product text not null,
  quantity numeric,
  unit_price numeric,
  amount bigint not null,
  refunded bigint not null,
  paid_at timestamptz not null,
  primary key (order_id, position)
);

create table shop_refund (
  order_id bigint not null,
  position int not null,
  amount bigint not null,
  refunded_at timestamptz,
  primary key (order_id, position)
);

-- Rows of running imports: those of one order may stand anywhere in the file. Unlogged, because an import that breaks
-- off begins again; the run compares what it reads back with what it stored, so a crash of PostgreSQL is noticed.
create unlogged table shop_import_stage (
  import bigint not null,
  key text collate "C" not null,
  line int not null,
  -- The read row; ids of customers inside are sealed.
  data text not null
);
create index shop_import_stage_key on shop_import_stage (import, key, line);
