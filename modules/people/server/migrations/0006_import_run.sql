-- The highest number a person had when an import of people began first: whoever has a higher one came since. Kept as long
-- as the import can be undone, so that an import that breaks off knows its own people again.
create table people_import_run (
  import bigint primary key,
  last_person bigint not null
);
