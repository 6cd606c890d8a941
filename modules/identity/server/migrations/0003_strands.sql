-- A person is made of strands: the numbers people were born with. Whatever is stored anywhere carries the strand, so a
-- merge or split changes only this table: who stands for a strand. A strand that is not here stands for itself.
create table identity_strand (
  strand bigint primary key,
  person bigint not null
);
create index identity_strand_person on identity_strand (person);

insert into identity_strand (strand, person)
with recursive up as (
  select gone as strand, kept as at, 1 as depth from identity_merge
  union all select up.strand, m.kept, up.depth + 1 from up join identity_merge m on m.gone = up.at
) select distinct on (strand) strand, at from up order by strand, depth desc;

-- An id's strand is the person it was first moved away from by a merge, else the one it has.
alter table identity_handle add column strand bigint;
update identity_handle h set strand = m.gone from (
  select distinct on (id) unnest(moved) as id, gone, identity_merge.id as merge from identity_merge order by id, merge
) m where m.id = h.id;
update identity_handle set strand = person where strand is null;
alter table identity_handle alter column strand set not null;
create index identity_handle_strand on identity_handle (strand);

-- A merge joins two strands, that of the preferred side first, and is kept for ever; one that was undone keeps who did it, when and why.
alter table identity_merge drop constraint identity_merge_gone_key;
alter table identity_merge drop column moved;
alter table identity_merge add column lead bigint;
alter table identity_merge add column other bigint;
alter table identity_merge add column undone_at timestamptz;
alter table identity_merge add column undone_by text;
alter table identity_merge add column undone_reason text;
update identity_merge set lead = kept, other = gone;
alter table identity_merge alter column lead set not null;
alter table identity_merge alter column other set not null;
create index identity_merge_lead on identity_merge (lead);
create index identity_merge_other on identity_merge (other);

-- Strands of people whom a human has parted: no evidence joins them again.
create table identity_apart (
  one bigint not null,
  other bigint not null,
  by text not null,
  reason text not null,
  at timestamptz not null default now(),
  primary key (one, other)
);
create index identity_apart_other on identity_apart (other);
