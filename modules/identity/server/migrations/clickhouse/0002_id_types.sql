-- Which types of ids a strand has, never their values; ids of visitors alone (cookies, devices) are left out. `hearsay` =
-- what a client said and may not claim. Both empty = nothing is left.
create table if not exists id_types (
  strand UInt64,
  version UInt64,
  types Array(LowCardinality(String)),
  hearsay Array(LowCardinality(String))
) engine = ReplacingMergeTree(version) order by strand;
