-- A list as somebody wants to see it again: its address's search part under a name.
create table staff_view (
  id bigint generated always as identity primary key,
  owner text not null,
  page text not null,
  name text not null,
  search jsonb not null,
  shared boolean not null,
  created_at timestamptz not null default now(),
  unique (owner, page, name)
);
create index staff_view_page on staff_view (page, id);
