create table if not exists orders (
  id UInt64,
  version UInt64,
  source String,
  order_no String,
  identity UInt64,
  person UInt64,
  paid_at DateTime64(3, 'UTC'),
  gross Int64,
  refunded Int64,
  net Int64,
  source_kind LowCardinality(String),
  order_kind LowCardinality(String),
  channel LowCardinality(String),
  shop LowCardinality(String),
  store LowCardinality(String),
  staff String,
  deleted UInt8
) engine = ReplacingMergeTree(version) order by id;
