-- Of two letters that are left at once for one need and one service, one lies there.
CREATE UNIQUE INDEX sealed_inbox_duplicate ON referrals.sealed_inboxes (need_id, listing_id) WHERE ended IS NULL;
