create index platform_audit_subject on platform_audit (subject, id desc);
create index platform_audit_actor on platform_audit (actor, id desc);
create index platform_audit_action on platform_audit (action, id desc);

-- Nobody rewrites what was done, whatever role the application runs with.
create function platform_audit_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'the audit log is append-only'; end $$;
create trigger platform_audit_keep before update or delete or truncate on platform_audit
  for each statement execute function platform_audit_is_append_only();
