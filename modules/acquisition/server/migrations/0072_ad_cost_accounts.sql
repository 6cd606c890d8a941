-- The account of the platform that a cost names; '' = it names none.
alter table acquisition_ad_cost add column account text not null default '';
alter table acquisition_ad_cost drop constraint acquisition_ad_cost_pkey;
alter table acquisition_ad_cost add primary key (day, platform, account, campaign);
