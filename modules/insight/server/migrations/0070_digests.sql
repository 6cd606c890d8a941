-- Who hears of the day or of a dashboard at which time; the address may carry a key and is sealed.
create table insight_digest (
  id bigint generated always as identity primary key,
  name text not null,
  content text not null,
  dashboard bigint,
  -- Minutes after midnight in the zone of the workspace; days from 1 = Monday.
  minute int not null,
  days int[] not null,
  target text not null,
  url bytea not null,
  host text not null,
  picture boolean not null,
  language text not null,
  responsible text not null,
  -- Of the console, for the link in the message; empty = without one.
  site text not null,
  paused boolean not null default false,
  -- When it is next to be sent; null while paused.
  due_at timestamptz,
  created_by text not null,
  created_at timestamptz not null
);
create index insight_digest_due on insight_digest (due_at) where due_at is not null;

-- Each sending with how it came out.
create table insight_digest_sending (
  id bigint generated always as identity primary key,
  digest bigint not null,
  -- The time it was due; null where somebody sent it by hand.
  due_at timestamptz,
  by text not null,
  created_at timestamptz not null,
  state text not null,
  tries int not null default 0,
  next_at timestamptz not null,
  -- What was sent, as it stood then.
  body jsonb,
  picture boolean not null default false,
  status int,
  answer text,
  why text,
  sent_at timestamptz,
  unique (digest, due_at)
);
create index insight_digest_sending_digest on insight_digest_sending (digest, id desc);
create index insight_digest_sending_next on insight_digest_sending (next_at) where state = 'waiting';
