-- A page between a browser and WeChat: whom it leads to, and what it says.
create table acquisition_handover (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null,
  title text not null,
  text text not null,
  account bigint not null,
  staff text[] not null,
  source text,
  welcome jsonb,
  keep_days int not null,
  through boolean not null,
  mini jsonb,
  origin text not null,
  off_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

-- One way of somebody from the page to the member; each step has the time of its first doing.
create table acquisition_visit (
  id bigint generated always as identity primary key,
  token text not null unique,
  page bigint not null references acquisition_handover,
  link bigint references acquisition_link,
  personal bigint references acquisition_personal on delete set null,
  ref text,
  person bigint,
  app text not null,
  in_wechat boolean not null,
  through boolean not null,
  marks jsonb not null,
  at timestamptz not null,
  copied_at timestamptz,
  saved_at timestamptz,
  opened_at timestamptz,
  arrived_at timestamptz,
  arrived_by text,
  added_at timestamptz,
  left_at timestamptz,
  adder bigint,
  mini_link text,
  mini_until timestamptz
);
create unique index on acquisition_visit (page, personal) where personal is not null;
create index on acquisition_visit (page, at);
create index on acquisition_visit (ref) where ref is not null;
create index on acquisition_visit (person) where person is not null;
create index on acquisition_visit (adder) where adder is not null;
