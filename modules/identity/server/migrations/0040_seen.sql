-- Partners and their customers are asked what they were seen with.
create index identity_seen_strand on identity_seen (strand);
