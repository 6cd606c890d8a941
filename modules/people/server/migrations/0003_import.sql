-- The import a proof or carrier came with, so that it can be taken back; null = an order, or before this was kept.
alter table people_entry add column import bigint;
alter table people_carrier add column import bigint;
