-- How a parked event came: what it takes to read it again. Null where it was not kept whole.
alter table intake_parked add column origin jsonb;
create index intake_parked_reason on intake_parked (reason, id desc);
