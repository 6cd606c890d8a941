-- What the visitor's device runs, so that losses can be told apart by it.
alter table acquisition_visit add column os text not null default '';
