-- Find the live referrals to a listing at once when it is suspended.
CREATE INDEX referrals_by_listing ON referrals.referrals (listing_id) WHERE sent_at IS NOT NULL;
