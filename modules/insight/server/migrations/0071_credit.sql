-- Whose an order was said to be against the rule: facts, never changed; the latest of an order counts.
create table insight_credit_correction (
  id bigint generated always as identity primary key,
  order_id bigint not null,
  staff text not null,
  store text not null,
  reason text not null,
  by text not null,
  at timestamptz not null
);
create index insight_credit_correction_order on insight_credit_correction (order_id, id desc);

-- A month whose ranking stays as it was when it was frozen.
create table insight_credit_month (
  month text primary key,
  rows jsonb not null,
  by text not null,
  at timestamptz not null
);
