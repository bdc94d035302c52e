-- The shred keys of referrals, and nothing else: which referral, which way its letters go, and the key. This schema may lie in
-- a cluster of its own (TOLERANT_SHRED_URL), so it knows no other table. Its role may look at nothing else.

CREATE SCHEMA shred;
GRANT USAGE ON SCHEMA shred TO tolerant_shred;

CREATE TABLE shred.keys (
    referral_id text NOT NULL CONSTRAINT shred_key_referral_form CHECK (referral_id ~ '^[0-9a-f]{32}$'),
    letters_to text NOT NULL CONSTRAINT shred_key_letters_to CHECK (letters_to IN ('RECIPIENT', 'SENDER', 'HERS')),
    key bytea NOT NULL CONSTRAINT shred_key_size CHECK (octet_length(key) = 32),
    CONSTRAINT shred_keys_pk PRIMARY KEY (referral_id, letters_to)
);
GRANT SELECT, INSERT, DELETE ON shred.keys TO tolerant_shred;
