create table if not exists overrides (person UInt64, kept UInt64, version UInt64) engine = ReplacingMergeTree(version) order by person;

create dictionary if not exists person_override (person UInt64, kept UInt64) primary key person
source(clickhouse(query 'select person, argMax(kept, version) as kept from overrides group by person'))
layout(hashed()) lifetime(0);
