create sequence segments_number;

create table segments_segment (
  id bigint generated always as identity primary key,
  name text not null,
  note text not null default '',
  -- rule = by its definition; list = people put on it once.
  kind text not null check (kind in ('rule', 'list')),
  refresh text not null check (refresh in ('manual', 'daily', 'live')),
  definition jsonb,
  version int not null default 1,
  -- Of the last run: how many belong, and when that was.
  people bigint,
  computed_at timestamptz,
  archived_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_by text not null,
  changed_at timestamptz not null,
  check ((kind = 'rule') = (definition is not null))
);
create unique index segments_segment_name on segments_segment (lower(name)) where archived_at is null;

-- Every definition there ever was, so that a run can say what it counted.
create table segments_version (
  segment bigint not null,
  version int not null,
  name text not null,
  refresh text not null,
  definition jsonb,
  by text not null,
  at timestamptz not null,
  primary key (segment, version)
);

-- Its number is the version of the rows that the run has written in the store of columns.
create table segments_run (
  id bigint primary key default nextval('segments_number'),
  segment bigint not null,
  version int not null,
  cause text not null check (cause in ('asked', 'saved', 'daily', 'live', 'list')),
  by text not null,
  at timestamptz not null,
  took_ms int,
  people bigint not null,
  entered bigint not null,
  gone bigint not null
);
create index segments_run_newest on segments_run (segment, id desc);

create table segments_tag_group (
  id bigint generated always as identity primary key,
  name text not null,
  -- A person has at most one tag of it.
  exclusive boolean not null default false,
  archived_at timestamptz
);
create unique index segments_tag_group_name on segments_tag_group (lower(name)) where archived_at is null;

create table segments_tag (
  id bigint generated always as identity primary key,
  tag_group bigint not null references segments_tag_group,
  name text not null,
  -- A tag by rule is had by whoever belongs to this segment; null = given by hand.
  segment bigint references segments_segment,
  archived_at timestamptz,
  merged_into bigint,
  created_by text not null,
  created_at timestamptz not null
);
create unique index segments_tag_name on segments_tag (tag_group, lower(name)) where archived_at is null;
create index segments_tag_segment on segments_tag (segment) where segment is not null;

-- Who has which tag by hand. `strand` is the number the person had when it was given.
create table segments_given (
  tag bigint not null,
  strand bigint not null,
  at timestamptz not null,
  by text not null,
  primary key (tag, strand)
);
create index segments_given_strand on segments_given (strand);

-- Who gave and took it when: rows are added, and go only with the person.
create table segments_given_fact (
  id bigint generated always as identity primary key,
  tag bigint not null,
  strand bigint not null,
  given boolean not null,
  at timestamptz not null,
  by text not null,
  -- Those of one piece of work, so that it can be taken back as one.
  batch bigint
);
create index segments_given_fact_tag on segments_given_fact (tag, id desc);
create index segments_given_fact_strand on segments_given_fact (strand, id desc);
create index segments_given_fact_batch on segments_given_fact (batch, id) where batch is not null;

-- Tags for an id that nobody has yet. The id itself is kept as a keyed fingerprint and masked.
create table segments_pending (
  id bigint generated always as identity primary key,
  type text not null,
  hash bytea not null,
  shown text not null,
  tag bigint not null,
  by text not null,
  at timestamptz not null,
  strand bigint,
  applied_at timestamptz
);
create unique index segments_pending_open on segments_pending (type, hash, tag) where applied_at is null;
