-- Partitioned by the day received: an event with a far-off time of its own cannot open partitions of its own.
-- The filter on key lets a suspected repeat be checked without reading the day.
create table if not exists events (
  received DateTime64(3, 'UTC') codec(DoubleDelta, ZSTD),
  at DateTime64(3, 'UTC') codec(DoubleDelta, ZSTD),
  source UInt32 codec(ZSTD),
  key UInt64 codec(NONE),
  type LowCardinality(String),
  event LowCardinality(String),
  identity UInt64 codec(ZSTD),
  person UInt64 codec(ZSTD),
  properties JSON,
  context JSON(max_dynamic_paths = 64),
  index key_filter key type bloom_filter(0.001) granularity 1
) engine = MergeTree partition by toYYYYMMDD(received) order by (event, person, at);
