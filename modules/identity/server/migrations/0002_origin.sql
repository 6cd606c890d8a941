-- What brought the id first (source:3, import:12), null where nobody said: what one source alone knew can go with it.
alter table identity_handle add column origin text;
