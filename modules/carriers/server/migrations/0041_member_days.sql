-- How members talked to their customers, day by day, as the platform counts it (China's days).
create table carriers_member_day (
  account bigint not null references carriers_account on delete cascade,
  userid text not null,
  day date not null,
  chats int not null,
  -- Share of the customers' chats that were answered, 0 to 1, and minutes to the first answer; null = nobody wrote.
  replied real,
  first_reply_minutes real,
  feedback int not null,
  primary key (account, userid, day)
);
