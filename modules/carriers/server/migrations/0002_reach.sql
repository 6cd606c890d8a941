-- One message for many: who gets it, who sends it, and what became of it.
create table carriers_send (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  name text not null,
  purpose text not null check (purpose in ('promotion', 'service')),
  content jsonb not null,
  segment bigint,
  people bigint[],
  staff text[],
  -- held: until start_at nothing has left · choosing: who gets it · asking: the platform is told · waiting: for members
  state text not null check (state in ('held', 'choosing', 'asking', 'waiting', 'done', 'stopped')),
  start_at timestamptz not null,
  look_at timestamptz not null,
  -- The last number of the audience that was looked at.
  after bigint not null default 0,
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  error text
);
create index carriers_send_open on carriers_send (look_at) where state not in ('done', 'stopped');

-- One task of one member: a platform sends nothing until they confirm.
create table carriers_send_unit (
  id bigint generated always as identity primary key,
  send bigint not null references carriers_send on delete cascade,
  userid text not null,
  msgid text,
  state text not null check (state in ('planned', 'asking', 'waiting', 'sent', 'stopped', 'failed')),
  asked_at timestamptz,
  sent_at timestamptz,
  reminders timestamptz[] not null default '{}',
  error text
);
create index carriers_send_unit_send on carriers_send_unit (send);

create table carriers_send_person (
  send bigint not null references carriers_send on delete cascade,
  person bigint not null,
  contact bigint references carriers_contact on delete set null,
  userid text,
  unit bigint,
  -- refused: by a rule · nobody: no member has them · planned · asked: the member is to confirm · sent
  -- · lost: no contact any more · full: they got too many already · stopped
  state text not null check (state in ('refused', 'nobody', 'planned', 'asked', 'sent', 'lost', 'full', 'stopped')),
  reasons jsonb,
  at timestamptz not null,
  primary key (send, person)
);
create index carriers_send_person_unit on carriers_send_person (unit);
create index carriers_send_person_contact on carriers_send_person (contact, at);
create index carriers_send_person_person on carriers_send_person (person);
