-- What people are told before they are asked. A version that was published is what somebody agreed to: it never changes.
create table people_consent_notice (
  purpose text not null,
  version int not null,
  notice jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (purpose, version)
);
create trigger people_consent_notice_stays before update or delete on people_consent_notice
  for each row execute function people_consent_stays();

-- The last word of each strand to each purpose, so that a list can be asked for those who agreed. Strands neither merge
-- nor split; of a person of several the latest of theirs counts.
create table people_consent_word (
  strand bigint not null,
  purpose text not null,
  given boolean not null,
  at timestamptz,
  primary key (strand, purpose)
);
create index people_consent_word_given on people_consent_word (purpose, given);
insert into people_consent_word (strand, purpose, given, at)
  select distinct on (s.id, c.purpose) s.id, c.purpose, c.given, c.at
  from people_consent c cross join unnest(c.strands) as s(id)
  where not exists (select from people_consent_void v where v.record = c.id)
  order by s.id, c.purpose, c.at desc nulls last, c.given, c.id desc;
