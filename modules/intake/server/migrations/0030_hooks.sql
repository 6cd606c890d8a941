-- Where other systems push what changed with them: each message becomes rows of an importer.
create table intake_hook (
  id bigint generated always as identity primary key,
  name text not null,
  kind text not null,
  -- Keyed hash of the address's key; the address itself is shown once. The one before holds for a while.
  key_hash bytea not null unique,
  key_hint text not null,
  old_key_hash bytea unique,
  old_key_until timestamptz,
  -- { rule, at, name, clientId }
  signature jsonb not null,
  -- Sealed; null where the rule needs none.
  secret bytea,
  old_secret bytea,
  old_secret_until timestamptz,
  -- What the sender wants to read.
  answer text not null,
  type_path text not null,
  types text[] not null,
  -- [{ path, target }]: what each value of a message means.
  fields jsonb not null,
  money text not null,
  options jsonb not null,
  -- Requests that were turned away at the door.
  refused int not null default 0,
  refused_at timestamptz,
  refused_why text,
  off_at timestamptz,
  created_by text not null,
  created_at timestamptz not null
);

create table intake_hook_message (
  id bigint generated always as identity primary key,
  hook bigint not null,
  received_at timestamptz not null,
  type text not null,
  state text not null check (state in ('received', 'done', 'repeated', 'older', 'ignored', 'failed')),
  -- [{ line, level, code, zh, en }]: what is worth a look, or why it could not be applied. Quotes no value of the message.
  words jsonb not null default '[]',
  created int not null default 0,
  updated int not null default 0,
  skipped int not null default 0,
  attempts int not null default 0,
  handled_at timestamptz,
  -- The body as it came, sealed: it holds phones and names.
  body bytea not null
);
create index intake_hook_message_newest on intake_hook_message (hook, id desc);
create index intake_hook_message_state on intake_hook_message (hook, state, id);
create index intake_hook_message_open on intake_hook_message (id) where state = 'received';

-- The last word about each thing, by keyed hashes: a repeat changes nothing, and an older word does not win over a newer one.
create table intake_hook_item (
  hook bigint not null,
  thing bytea not null,
  modified_at timestamptz,
  message bytea not null,
  rows bytea not null,
  primary key (hook, thing)
);
