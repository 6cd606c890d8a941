-- A link that opens a member's card in WeChat; each addition by it is paid. While nothing is left it leads to a page of ours.
create table acquisition_paid_link (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null,
  account bigint not null,
  staff text[] not null,
  skip_verify boolean not null,
  -- Where it leads while nothing is left.
  page bigint not null references acquisition_handover,
  source text,
  welcome jsonb,
  -- At the platform; null = not made yet.
  link text,
  url text,
  -- By which whoever comes by it is known.
  state text,
  asked_at timestamptz,
  error text,
  origin text not null,
  off_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

-- Who opened it, and where they were led; nobody is known by it.
create table acquisition_paid_open (
  link bigint not null references acquisition_paid_link,
  day date not null,
  led text not null check (led in ('link', 'page')),
  count int not null,
  primary key (link, day, led)
);

create table acquisition_paid_add (
  id bigint primary key,
  link bigint not null references acquisition_paid_link,
  person bigint,
  -- Somebody of the company had them before: that costs nothing.
  known boolean not null,
  at timestamptz not null,
  left_at timestamptz
);
create index on acquisition_paid_add (link);
create index on acquisition_paid_add (person) where person is not null;

-- What is left of the additions that an account has bought, as last read.
create table acquisition_paid_quota (
  account bigint primary key,
  total int not null,
  balance int not null,
  expiring jsonb not null,
  -- At so many left it is told.
  low_at int not null,
  -- What one addition costs, in fen.
  price int not null,
  read_at timestamptz not null,
  error text
);
