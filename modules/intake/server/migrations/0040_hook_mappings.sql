-- What other messages of the same sender mean: [{ when: { path, values }, kind, fields, money, options }].
alter table intake_hook add column mappings jsonb not null default '[]';
