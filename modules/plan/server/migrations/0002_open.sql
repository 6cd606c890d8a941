-- Handed to somebody who sends it when they like: it may reach the person at any moment from `at` on, until that is known.
alter table plan_touch add column open boolean not null default false;
create index plan_touch_open on plan_touch (person) where open;
