-- shred_answers
-- Ask whether the keys can be reached and read.
SELECT FROM shred.keys LIMIT 0;

-- shred_make
-- Make the keys of a referral, where there are none.
INSERT INTO shred.keys (referral_id, letters_to, key)
SELECT $1, letters_to, key FROM unnest($2::text[], $3::bytea[]) AS made (letters_to, key) ON CONFLICT DO NOTHING;

-- shred_key
-- Read one key.
SELECT key FROM shred.keys WHERE referral_id = $1 AND letters_to = $2;

-- shred_keys
-- Read the keys of one referral.
SELECT letters_to, key FROM shred.keys WHERE referral_id = $1;

-- shred_delete
-- Delete keys of referrals, one way of letters after the other.
DELETE FROM shred.keys k USING unnest($1::text[], $2::text[]) AS gone (id, letters_to)
WHERE k.referral_id = gone.id AND k.letters_to = gone.letters_to;

-- shred_rewrite
-- Write the table anew without what was deleted; plain VACUUM would leave the bytes of deleted keys in the pages.
VACUUM FULL shred.keys;

-- shred_turn
-- End the segment of the write-ahead log that knows deleted keys.
SELECT pg_switch_wal();

-- shred_forgets
-- Tell whether the log keeps nothing beyond the next checkpoint: no recycled segments, no archive, nobody who reads it later.
SELECT NOT current_setting('wal_recycle')::boolean AND current_setting('archive_mode') = 'off'
    AND NOT EXISTS (SELECT FROM pg_replication_slots);

-- shred_checkpoint
-- Let go of the segments of the write-ahead log that are no longer needed.
CHECKPOINT;
