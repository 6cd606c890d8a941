-- What people said to a purpose, kept as proof: rows are added and never changed.
create table people_consent (
  id bigint generated always as identity primary key,
  -- Whose word it is: one strand when given; when withdrawn every strand the person was made of, so that after a split
  -- neither side is taken to have agreed.
  strands bigint[] not null,
  purpose text not null,
  given boolean not null,
  -- When they said it; null = a list that does not say when, older than every other word.
  at timestamptz,
  recorded_at timestamptz not null,
  text_version text,
  source text not null check (source in ('import', 'form', 'staff', 'api')),
  reason text,
  recorded_by text not null,
  import bigint
);
-- Without fastupdate: its list of what is not sorted in yet is read through for every person asked about (1,000 people of
-- 400,000 records: 18 s).
create index people_consent_strands on people_consent using gin (strands) with (fastupdate = off);
create index people_consent_import on people_consent (import) where import is not null;

create function people_consent_stays() returns trigger language plpgsql as $$
begin
  raise exception 'what was said to a purpose is proof: rows are added, never changed';
end $$;
create trigger people_consent_stays before update on people_consent for each row execute function people_consent_stays();

-- Records that count as never made: their import was undone. Kept, so that it can be seen that they were there.
create table people_consent_void (
  record bigint primary key,
  voided_at timestamptz not null
);

-- Withdrawals of people who are erased, by keyed fingerprints of their ids: whoever comes back is not asked as if they had
-- never refused.
create table people_consent_buried (
  type text not null,
  hash bytea not null,
  purpose text not null,
  at timestamptz not null,
  until timestamptz not null,
  primary key (type, hash, purpose)
);
create index people_consent_buried_purpose on people_consent_buried (purpose, until);
