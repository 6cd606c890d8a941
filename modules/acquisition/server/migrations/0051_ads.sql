-- The click of an advertisement that led to a page: sealed, with its visit, until it is too old to be told.
alter table acquisition_visit add column click bytea;
alter table acquisition_visit add column click_name text;
create index on acquisition_visit (at) where click is not null;
-- Until now they stood open in the marks.
update acquisition_visit set marks = marks - 'gdt_vid' - 'qz_gdt' - 'bd_vid' - 'clickid' - 'click_id' - 'callback';

create table acquisition_ad_account (
  id bigint generated always as identity primary key,
  kind text not null,
  name text not null,
  settings jsonb not null,
  secrets bytea not null,
  -- What is told, and how the platform calls it: [{ event, code }].
  events jsonb not null,
  window_days int not null,
  -- A conversion waits so long before it is told: what is given back at once is not told at all.
  delay_minutes int not null,
  trouble text,
  off_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

-- What happened and was not looked at yet.
create table acquisition_ad_due (
  key text primary key,
  event text not null,
  person bigint not null,
  at timestamptz not null,
  amount bigint not null
);

-- One conversion for one account: told once, or why not.
create table acquisition_conversion (
  id bigint generated always as identity primary key,
  account bigint not null references acquisition_ad_account on delete cascade,
  key text not null,
  event text not null,
  person bigint,
  at timestamptz not null,
  amount bigint not null,
  -- Sealed, only of whoever has agreed, and only until it was told.
  click bytea,
  clicked_at timestamptz not null,
  campaign text not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'refused', 'no-consent', 'too-old', 'given-up', 'refunded')),
  reason text,
  tries int not null default 0,
  next_at timestamptz,
  sent_at timestamptz,
  made_at timestamptz not null,
  unique (account, key)
);
create index on acquisition_conversion (next_at) where state in ('waiting', 'sending');
create index on acquisition_conversion (person) where person is not null;
create index on acquisition_conversion (key);

create table acquisition_ad_cost (
  day date not null,
  platform text not null,
  campaign text not null,
  cost bigint not null,
  shows bigint not null,
  clicks bigint not null,
  imported_by text not null,
  imported_at timestamptz not null,
  primary key (day, platform, campaign)
);
