-- Opt-outs by week, beside the touches that may have caused them.
create index people_consent_withdrawn on people_consent (at) where not given;
