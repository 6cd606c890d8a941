-- What each strand of a merged person has said by itself (fact by name, with the number of its saying), so that a split
-- gives both sides back what is theirs. Null for the many who were never merged.
alter table people_person add column own jsonb;
create index people_person_merged on people_person (merged_into) where merged_into is not null;

-- When in the row of sayings a merge was made.
create table people_join (
  merge bigint primary key,
  seq bigint not null
);

-- Proofs and carriers keep the strand they came with; `person` and `inviter` are who stands for it.
alter table people_entry add column strand bigint;
alter table people_entry add column inviter_strand bigint;
update people_entry set strand = person, inviter_strand = inviter;
alter table people_entry alter column strand set not null;
create index people_entry_strand on people_entry (strand);
create index people_entry_inviter on people_entry (inviter_strand) where inviter_strand is not null;
alter table people_carrier add column strand bigint;
update people_carrier set strand = person;
alter table people_carrier alter column strand set not null;
create index people_carrier_strand on people_carrier (strand);
