-- Of an order whose own rows name no customer: identity and person are those of whoever has named the order.
alter table shop_order add column claimed boolean not null default false;
