-- The finance line asks for the money that went back in a month.
create index shop_order_refunded on shop_order (refunded_at) where refunded_at is not null;
