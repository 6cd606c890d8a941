-- Since when we know what tags a tie has from what we did ourselves: an answer that was asked for before does not undo it.
alter table carriers_relation add column tags_at timestamptz;
