create table if not exists people (
  id UInt64, version UInt64, entered_at Nullable(DateTime64(3, 'UTC')), entry LowCardinality(String), inviter UInt64,
  source LowCardinality(String), owner String, excluded UInt8, deleted UInt8
) engine = ReplacingMergeTree(version) order by id;

create table if not exists carriers (
  id UInt64, version UInt64, identity UInt64, person UInt64, carrier LowCardinality(String), account String,
  started DateTime64(3, 'UTC'), ended Nullable(DateTime64(3, 'UTC')), deleted UInt8
) engine = ReplacingMergeTree(version) order by id;
