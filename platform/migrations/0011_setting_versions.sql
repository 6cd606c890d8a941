-- What a setting was in each version, and who made it so: a figure of the past can be explained.
create table platform_setting_version (
  name text not null,
  version int not null,
  value jsonb not null,
  at timestamptz not null,
  by text not null,
  primary key (name, version)
);
insert into platform_setting_version (name, version, value, at, by)
select name, version, value, updated_at, updated_by from platform_setting;
