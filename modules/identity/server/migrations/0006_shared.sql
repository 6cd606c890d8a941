-- How many values are everybody's is asked for by type; there are few of them among millions of ids.
create index identity_handle_shared on identity_handle (type) where shared_at is not null;
