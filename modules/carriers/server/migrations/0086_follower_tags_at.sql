-- Since when we know what tags a follower has: an answer that was asked for before does not undo it.
alter table carriers_user add column tags_at timestamptz;
