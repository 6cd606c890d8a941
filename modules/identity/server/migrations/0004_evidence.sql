-- What weighing evidence needs to know of an id beyond whose it is. `marked` = it has rows below; most never do.
alter table identity_handle add column marked boolean not null default false;
alter table identity_handle add column shared_at timestamptz;

-- Whose an id was before: late evidence is answered with whose it was at its time.
create table identity_past (
  handle bigint not null,
  strand bigint not null,
  until timestamptz not null,
  why text not null,
  primary key (handle, until)
);
create index identity_past_strand on identity_past (strand);

-- With whom a value of a limited type was seen beside its own person.
create table identity_seen (
  handle bigint not null,
  strand bigint not null,
  primary key (handle, strand)
);

-- The id that a merge was made over.
alter table identity_merge add column over bigint;
create index identity_merge_over on identity_merge (over) where over is not null;
-- Who made it by hand, and why; null when evidence did.
alter table identity_merge add column by text;
alter table identity_merge add column reason text;

-- Merges that a human has to decide: too big, or doubtful. `merge` = one that was made and is in question.
create table identity_doubt (
  id bigint generated always as identity primary key,
  one bigint not null,
  other bigint not null,
  why text not null,
  because jsonb not null,
  over bigint,
  merge bigint,
  origin text,
  at timestamptz not null,
  decided text,
  decided_at timestamptz,
  decided_by text,
  decided_reason text
);
create unique index identity_doubt_once on identity_doubt (least(one, other), greatest(one, other), why, coalesce(merge, 0));
create index identity_doubt_open on identity_doubt (id desc) where decided is null;
create index identity_doubt_one on identity_doubt (one);
create index identity_doubt_other on identity_doubt (other);
