-- Who has a tag. A rule tag is given by its segment, any other by hand; the row of a pair with the largest version counts.
create table if not exists person_tags (
  tag UInt64, person UInt64, version UInt64, at DateTime64(3, 'UTC'), deleted UInt8
) engine = ReplacingMergeTree(version) order by (tag, person);

-- Who belongs to a segment. `version` is the number of the run that brought or took them.
create table if not exists segment_people (
  segment UInt64, person UInt64, version UInt64, at DateTime64(3, 'UTC'), deleted UInt8
) engine = ReplacingMergeTree(version) order by (segment, person);

-- Who came into a segment and who left it, run by run.
create table if not exists segment_changes (
  segment UInt64, run UInt64, person UInt64, at DateTime64(3, 'UTC'), entered UInt8
) engine = MergeTree order by (segment, run, person) ttl toDateTime(at) + toIntervalDay(400);
