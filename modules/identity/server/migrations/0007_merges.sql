-- Nobody asks by it: merges are found by their strands, and each one more index is paid at every merge.
drop index identity_merge_kept;
