-- A send reaches each person by one of several ways, in the order of preference: [{way, account, content, staff}].
alter table carriers_send add column ways jsonb;
update carriers_send set ways = jsonb_build_array(jsonb_build_object(
  'way', 'wecomMass', 'account', account::text, 'content', content, 'staff', to_jsonb(staff)));
alter table carriers_send alter column ways set not null, drop column content, drop column staff;

-- One task at the platform: of a member, or (without one) to a list of people.
alter table carriers_send_unit add column way smallint not null default 0, alter column userid drop not null;

alter table carriers_send_person
  -- The place of the way they are reached by; null = by none.
  add column way smallint,
  -- The ways before it, each with what stood against it: [{way, reasons}].
  add column tried jsonb not null default '[]',
  -- How the account knows them, by keyed hash.
  add column external bytea,
  -- The platform's number of the message.
  add column told text,
  add column error text,
  drop constraint carriers_send_person_state_check,
  -- leaving: the platform is being asked · unsure: nothing was heard, and it may have gone · delivered: the platform says it
  -- arrived · failed: the platform refused it, or told later that it did not arrive
  add constraint carriers_send_person_state_check check (state in ('refused', 'nobody', 'planned', 'leaving', 'asked', 'sent',
    'delivered', 'unsure', 'failed', 'lost', 'full', 'stopped'));
update carriers_send_person set way = 0 where state not in ('refused', 'nobody');
create index carriers_send_person_told on carriers_send_person (told) where told is not null;
create index carriers_send_person_external on carriers_send_person (external, at) where external is not null;

-- What an official account told of a message to many: it tells how many, never who.
create table carriers_mass_told (
  account bigint not null references carriers_account on delete cascade,
  msgid text not null,
  status text not null,
  total int not null,
  sent int not null,
  at timestamptz not null,
  primary key (account, msgid)
);

-- What was said between an account and one of its users: what they wrote, answers to it, single notices.
create table carriers_talk (
  id bigint generated always as identity primary key,
  account bigint not null,
  external bytea not null,
  kind text not null check (kind in ('heard', 'answer', 'notice')),
  -- Sealed.
  body bytea not null,
  -- The callback it came by, or the key it was sent by: the same stands once.
  ref text not null,
  state text not null check (state in ('heard', 'sent', 'unsure')),
  made_by text,
  at timestamptz not null,
  unique (account, external, kind, ref),
  foreign key (account, external) references carriers_user on delete cascade
);
create index carriers_talk_at on carriers_talk (account, at);
