-- Whoever brings customers and is paid for it. At most one stands above another: who has somebody above is of level 2, and
-- only those of level 1 can be above. There is no way to write down a third.
create table acquisition_partner (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('kol', 'koc')),
  name text not null,
  level smallint not null default 1 check (level in (1, 2)),
  upline bigint,
  upline_level smallint not null default 1 check (upline_level = 1),
  -- Who they are among the people; null = not known here, or erased.
  strand bigint,
  real_name bytea,
  id_number bytea,
  id_print bytea unique,
  phone bytea,
  contact bytea,
  tax text not null check (tax in ('labour', 'business', 'company')),
  platforms jsonb not null,
  -- Whole days of the workspace: `2026-06-01`.
  contract_from text check (contract_from ~ '^\d{4}-\d{2}-\d{2}$'),
  contract_to text check (contract_to ~ '^\d{4}-\d{2}-\d{2}$'),
  contract_note text not null,
  tags text[] not null,
  note text not null,
  off_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (id, level),
  foreign key (upline, upline_level) references acquisition_partner (id, level),
  check ((upline is null) = (level = 1)),
  check (upline <> id)
);
create unique index on acquisition_partner (strand) where strand is not null;
create index on acquisition_partner (upline) where upline is not null;

create table acquisition_partner_file (
  id bigint generated always as identity primary key,
  partner bigint not null references acquisition_partner,
  name text not null,
  type text not null,
  size int not null,
  sealed bytea not null,
  added_by text not null,
  added_at timestamptz not null
);
create index on acquisition_partner_file (partner);

create table acquisition_partner_sample (
  id bigint generated always as identity primary key,
  partner bigint not null references acquisition_partner,
  what text not null,
  quantity int not null check (quantity > 0),
  -- Fen, of all pieces, with freight.
  cost bigint not null check (cost >= 0),
  address bytea,
  carrier text not null,
  tracking text not null,
  note text not null,
  sent_at timestamptz not null,
  back_at timestamptz,
  by text not null
);
create index on acquisition_partner_sample (partner, id);

-- What is paid for what. Terms that held once are kept: what was earned under them stays theirs.
create table acquisition_programme (
  id bigint generated always as identity primary key,
  name text not null,
  note text not null,
  starts_at timestamptz not null,
  ends_at timestamptz,
  off_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

create table acquisition_programme_terms (
  id bigint generated always as identity primary key,
  programme bigint not null references acquisition_programme,
  terms jsonb not null,
  from_at timestamptz not null,
  by text not null,
  unique (programme, from_at)
);

-- A link, a live code, or a code that is typed where one pays, of one partner in one programme.
create table acquisition_partner_way (
  id bigint generated always as identity primary key,
  partner bigint not null references acquisition_partner,
  programme bigint not null references acquisition_programme,
  kind text not null check (kind in ('link', 'live', 'code')),
  link bigint unique references acquisition_link,
  live bigint unique references acquisition_live,
  -- What marks who came by it: in small letters.
  code text not null unique,
  off_at timestamptz,
  made_by text not null,
  made_at timestamptz not null,
  check ((kind = 'link') = (link is not null)),
  check ((kind = 'live') = (live is not null))
);
create index on acquisition_partner_way (partner);

-- A sale or an activation that is credited to a partner.
create table acquisition_deal (
  id bigint generated always as identity primary key,
  programme bigint not null references acquisition_programme,
  terms bigint not null references acquisition_programme_terms,
  partner bigint not null references acquisition_partner,
  upline bigint references acquisition_partner,
  way bigint not null references acquisition_partner_way,
  kind text not null check (kind in ('sale', 'activation')),
  -- Of the shop: an order belongs to one partner, and to no second one.
  order_id bigint unique,
  strand bigint,
  at timestamptz not null,
  day text not null check (day ~ '^\d{4}-\d{2}-\d{2}$'),
  gross bigint not null,
  net bigint not null check (net >= 0),
  -- The touch that has it, and those before it.
  because jsonb not null,
  due_at timestamptz not null,
  void_at timestamptz,
  made_at timestamptz not null,
  check ((kind = 'sale') = (order_id is not null)),
  check (upline <> partner)
);
create index on acquisition_deal (programme, day);
create index on acquisition_deal (partner, id);
create index on acquisition_deal (strand) where strand is not null;
-- Somebody is activated once in a programme, by whatever partner.
create unique index on acquisition_deal (programme, strand) where kind = 'activation';

create table acquisition_statement (
  id bigint generated always as identity primary key,
  partner bigint not null references acquisition_partner,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  amount bigint not null check (amount > 0),
  state text not null check (state in ('drawn', 'approved', 'paying', 'paid', 'returned', 'cancelled')),
  attempt int not null default 1,
  drawn_by text not null,
  drawn_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  ended_at timestamptz,
  -- Why it was sent back, and how it was paid by hand.
  note text not null default '',
  -- Where whoever approved it has reached this Siyu: the platform answers there.
  origin text not null default '',
  -- What the platform said last of the money.
  transfer jsonb,
  changed_at timestamptz not null,
  -- Nobody pays out what they have drawn themselves.
  check (approved_by <> drawn_by),
  check (state in ('drawn', 'cancelled') or approved_by is not null)
);
create unique index on acquisition_statement (partner, month) where state <> 'cancelled';
create index on acquisition_statement (month, id);

-- What a deal is worth to somebody, line by line: nothing is changed afterwards but the statement it stands on.
create table acquisition_commission (
  id bigint generated always as identity primary key,
  deal bigint not null references acquisition_deal,
  partner bigint not null references acquisition_partner,
  kind text not null check (kind in ('cps', 'cpa', 'referral')),
  amount bigint not null check (amount <> 0),
  reason text not null check (reason in ('earned', 'refunded', 'voided', 'restored', 'restated')),
  why jsonb not null,
  net bigint not null,
  is_void boolean not null,
  at timestamptz not null,
  statement bigint references acquisition_statement
);
create index on acquisition_commission (deal);
create index on acquisition_commission (partner, id);
create index on acquisition_commission (partner) where statement is null;
create index on acquisition_commission (statement) where statement is not null;

-- What speaks for a cheat. While one is open, nothing of it is paid out.
create table acquisition_partner_flag (
  id bigint generated always as identity primary key,
  partner bigint not null references acquisition_partner,
  -- null = it speaks of the partner in a month.
  deal bigint references acquisition_deal,
  month text check (month ~ '^\d{4}-\d{2}$'),
  kind text not null,
  because jsonb not null,
  state text not null default 'open' check (state in ('open', 'cheat', 'fair')),
  raised_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  reason text,
  check ((deal is null) = (month is not null)),
  check ((state = 'open') = (decided_by is null))
);
create unique index on acquisition_partner_flag (deal, kind) where deal is not null;
create unique index on acquisition_partner_flag (partner, kind, month) where deal is null;
create index on acquisition_partner_flag (partner, id);
create index on acquisition_partner_flag (id) where state = 'open';
