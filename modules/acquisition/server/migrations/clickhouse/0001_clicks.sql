create table if not exists link_clicks (
  link UInt64,
  at DateTime64(3, 'UTC') codec(DoubleDelta, ZSTD),
  visitor UInt64,
  way Int16,
  app LowCardinality(String),
  device LowCardinality(String),
  region LowCardinality(String),
  referrer LowCardinality(String),
  bot UInt8
) engine = MergeTree partition by toYYYYMM(at) order by (link, at);
