-- A picture that waits to be shown to customers; the platform gets it when it is asked.
create table carriers_picture (
  id bigint generated always as identity primary key,
  type text not null check (type in ('image/jpeg', 'image/png')),
  bytes bytea not null,
  made_by text not null,
  made_at timestamptz not null
);

-- What members show to many at once: moments, or a message to the chats they own.
create table carriers_post (
  id bigint generated always as identity primary key,
  account bigint not null references carriers_account on delete cascade,
  kind text not null check (kind in ('moments', 'chats')),
  name text not null,
  text text not null,
  link jsonb,
  pictures bigint[] not null default '{}',
  -- Tags of the corp: moments are for customers who have one of them; empty = for all.
  tags text[] not null default '{}',
  state text not null check (state in ('held', 'asking', 'waiting', 'done', 'stopped')),
  start_at timestamptz not null,
  look_at timestamptz not null,
  -- What the platform calls the making of a moment, and the moment.
  job text,
  moment text,
  asked_at timestamptz,
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  error text
);
create index carriers_post_open on carriers_post (look_at) where state not in ('done', 'stopped');

-- One member's part: nothing is shown until they confirm.
create table carriers_post_unit (
  post bigint not null references carriers_post on delete cascade,
  userid text not null,
  state text not null check (state in ('planned', 'asking', 'waiting', 'sent', 'stopped', 'failed')),
  msgid text,
  asked_at timestamptz,
  sent_at timestamptz,
  -- Of moments: customers who could see it, and what they did.
  seen int not null default 0,
  likes int not null default 0,
  comments int not null default 0,
  reminders timestamptz[] not null default '{}',
  error text,
  primary key (post, userid)
);
create index carriers_post_unit_msgid on carriers_post_unit (msgid) where msgid is not null;

create table carriers_post_chat (
  post bigint not null references carriers_post on delete cascade,
  chat bigint not null references carriers_chat on delete cascade,
  userid text not null,
  -- planned · asked · sent · lost: no chat any more · full: it had too many already · stopped
  state text not null check (state in ('planned', 'asked', 'sent', 'lost', 'full', 'stopped')),
  at timestamptz not null,
  primary key (post, chat)
);
create index carriers_post_chat_chat on carriers_post_chat (chat, at);
