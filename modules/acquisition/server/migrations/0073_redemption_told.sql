-- When it went into the event log; null = not yet, and never for who is nobody.
alter table acquisition_redemption add column told_at timestamptz;
create index acquisition_redemption_untold on acquisition_redemption (id) where told_at is null and strand is not null;
