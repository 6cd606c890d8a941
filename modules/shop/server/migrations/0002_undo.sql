-- What an import did to each order, kept as long as the import can be undone. `before` is the order with its lines and
-- refunds as they stood when the import touched it first; only of those it changed.
create table shop_import_change (
  import bigint not null,
  order_id bigint not null,
  kind text not null check (kind in ('brought', 'changed', 'seen')),
  before jsonb,
  primary key (import, order_id)
);
create index shop_import_change_order on shop_import_change (order_id, import);
