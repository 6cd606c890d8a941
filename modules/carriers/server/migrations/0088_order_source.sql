-- Orders of a shop stood under a source of its account's own; what is there stays under it, and is not read anew under another.
update carriers_account set settings = settings || jsonb_build_object('orderSource', kind || '-' || id)
where kind = 'wechatChannels' and not settings ? 'orderSource';
