-- False: a dry run, from before undo was kept, or its seven days are over.
alter table intake_import add column undoable boolean not null default false;
alter table intake_import alter column undoable set default true;
alter table intake_import add column undo_state text check (undo_state in ('queued', 'running', 'done', 'failed'));
alter table intake_import add column undo_by text;
alter table intake_import add column undo_at timestamptz;
alter table intake_import add column undo_removed int not null default 0;
alter table intake_import add column undo_restored int not null default 0;
alter table intake_import add column undo_kept int not null default 0;
alter table intake_import add column undo_people int not null default 0;
