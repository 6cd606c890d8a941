-- The list of visitors that nobody knows yet must not read through everybody who is known.
create index people_person_visitors on people_person (first_seen desc, id desc) where merged_into is null and not known;
