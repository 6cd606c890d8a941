-- What an import of people did to each of them, kept as long as it can be undone: the person's facts by name (attribute,
-- owner, source, sealed field, proof, carrier) before its first and after its last touch.
create table people_import_change (
  import bigint not null,
  person bigint not null,
  brought boolean not null,
  before jsonb not null,
  after jsonb,
  primary key (import, person)
);
create index people_import_change_person on people_import_change (person, import);
