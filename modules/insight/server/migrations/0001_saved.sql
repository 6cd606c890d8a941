-- Questions of the workbench under a name, and pages that show several of them.
create table insight_saved_report (
  id bigint generated always as identity primary key,
  owner text not null,
  name text not null,
  mode text not null,
  question jsonb not null,
  -- Days back from today, or both ends: a saved "last 30 days" is of the day it is opened.
  range jsonb not null,
  shared boolean not null,
  created_at timestamptz not null default now()
);
create index insight_saved_report_owner on insight_saved_report (owner, id);

create table insight_dashboard (
  id bigint generated always as identity primary key,
  owner text not null,
  name text not null,
  shared boolean not null,
  created_at timestamptz not null default now()
);

create table insight_dashboard_card (
  dashboard bigint not null,
  report bigint not null,
  place int not null,
  primary key (dashboard, report)
);
create index insight_dashboard_card_report on insight_dashboard_card (report);
