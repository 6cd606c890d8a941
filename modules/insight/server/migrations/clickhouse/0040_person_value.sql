-- What a model expects of each buyer. A partition is one run: a run that breaks off leaves what is in use as it is, and an
-- older one goes at once. Money in fen.
create table if not exists person_value (
  version UInt64,
  person UInt64,
  repeats UInt32,
  alive Float64,
  orders Float64,
  orders_low UInt32,
  orders_high UInt32,
  spend Int64,
  clv Int64,
  clv_low Int64,
  clv_high Int64
) engine = MergeTree partition by version order by person;
