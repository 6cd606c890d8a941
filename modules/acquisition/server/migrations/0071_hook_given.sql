-- Whom staff gave their own address of a hook to: the first time of each.
create table acquisition_hook_given (
  hook bigint not null references acquisition_hook,
  strand bigint not null,
  at timestamptz not null,
  by text not null,
  primary key (hook, strand)
);
create index on acquisition_hook_given (strand);
