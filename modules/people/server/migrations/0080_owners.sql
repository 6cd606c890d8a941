-- Who looked after a person from when on; null = nobody any more. Written by the row itself, whichever way it changes: a
-- list, a push, a merge, a split, an import taken back.
create table people_owner (
  person bigint not null,
  owner text,
  -- Null = before this was kept.
  at timestamptz,
  id bigint generated always as identity primary key
);
create index people_owner_person on people_owner (person, id);
insert into people_owner (person, owner) select id, owner from people_person where owner is not null order by id;

create function people_owner_kept() returns trigger language plpgsql as $$
begin
  insert into people_owner (person, owner, at) values (new.id, new.owner, now());
  return null;
end $$;
create trigger people_owner_first after insert on people_person
  for each row when (new.owner is not null) execute function people_owner_kept();
create trigger people_owner_changed after update of owner on people_person
  for each row when (new.owner is distinct from old.owner) execute function people_owner_kept();
