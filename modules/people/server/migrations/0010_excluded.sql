-- The list of whom no number counts, so that they can be looked at and taken back in.
create index people_person_excluded on people_person (first_seen desc, id desc)
  where merged_into is null and excluded is not null;
