-- What is known of a person beside the entry, personal fields apart: analysis and segments filter and group by it.
alter table people add column if not exists attributes JSON(max_dynamic_paths = 256);
