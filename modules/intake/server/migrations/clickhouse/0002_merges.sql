-- With the default of 5 a day of small blocks is rewritten 10.6 times by merges (500 blocks of 800 rows), with 20 2.9 times,
-- for 14 parts instead of 4: a quarter of all CPU of taking events in.
alter table events modify setting merge_selector_base = 20;
