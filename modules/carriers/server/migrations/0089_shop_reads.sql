-- Which answer of a shop stands in the ledger: reads are numbered before they ask, a later one is never replaced by an earlier.
create sequence carriers_shop_read;
create table carriers_shop_order (
  account bigint not null references carriers_account on delete cascade,
  number text not null,
  read bigint not null,
  primary key (account, number)
);
