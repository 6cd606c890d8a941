-- Which of several texts somebody gets of a send.
alter table carriers_send_person add column variant smallint not null default 0;

-- Who answered an SMS that they want no more, or complained; of which send, where it is known.
create table carriers_sms_answer (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  phone bytea not null,
  strand bigint,
  send bigint references carriers_send on delete cascade,
  kind text not null,
  at timestamptz not null,
  unique (account, phone, kind, at)
);
create index on carriers_sms_answer (send) where send is not null;
create index on carriers_sms_answer (strand) where strand is not null;
