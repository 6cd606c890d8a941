-- Which model the values of people come from: its parameters, its data and how well it did. The newest one is in use.
create table insight_clv_model (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- Partition of `person_value` in ClickHouse.
  version bigint not null unique,
  card jsonb not null
);
