create table ledger_entry (
  id bigint generated always as identity primary key,
  key text not null unique,
  reason text not null,
  campaign text not null,
  -- A strand; null when nobody was given anything, or they are erased.
  person bigint,
  at timestamptz not null,
  by text not null,
  reverses bigint unique references ledger_entry (id)
);
create index on ledger_entry (campaign, id);
create index on ledger_entry (person) where person is not null;

create table ledger_posting (
  entry bigint not null references ledger_entry (id),
  account text not null,
  amount bigint not null check (amount <> 0),
  primary key (entry, account)
);

-- The last line of defence: all postings of an entry come in one statement, and they sum to zero.
create function ledger_balanced() returns trigger language plpgsql as $$
begin
  if exists (
    select from ledger_posting where entry in (select entry from added) group by entry having sum(amount) <> 0
  ) then
    raise exception 'the postings of an entry do not sum to zero';
  end if;
  return null;
end $$;
create trigger ledger_posting_balanced after insert on ledger_posting
  referencing new table as added for each statement execute function ledger_balanced();

create function ledger_kept() returns trigger language plpgsql as $$
begin
  raise exception 'postings are never changed or taken away';
end $$;
create trigger ledger_posting_kept before update or delete on ledger_posting
  for each statement execute function ledger_kept();
