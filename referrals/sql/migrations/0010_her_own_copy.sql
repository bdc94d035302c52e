-- Her own copy: sealed parts that only her code opens. No column says whose they are, who made them, to which consent or
-- referral they belong, or at what moment they came. What asks for, adds to and deletes a copy is kept as commitments only.
CREATE TABLE referrals.her_copies (
    lookup_kept bytea NOT NULL CONSTRAINT her_copies_pk PRIMARY KEY
        CONSTRAINT her_copy_lookup_size CHECK (octet_length(lookup_kept) = 32),
    append_kept bytea NOT NULL CONSTRAINT her_copy_append_once UNIQUE
        CONSTRAINT her_copy_append_size CHECK (octet_length(append_kept) = 32),
    revoke_kept bytea NOT NULL CONSTRAINT her_copy_revoke_once UNIQUE
        CONSTRAINT her_copy_revoke_size CHECK (octet_length(revoke_kept) = 32),
    ends_on date NOT NULL CONSTRAINT her_copy_ends_with_a_month CHECK (extract(day FROM ends_on + 1) = 1)
);
CREATE INDEX her_copies_by_end ON referrals.her_copies (ends_on);

CREATE TABLE referrals.her_copy_parts (
    id bytea NOT NULL CONSTRAINT her_copy_parts_pk PRIMARY KEY,
    lookup_kept bytea NOT NULL CONSTRAINT her_copy_part_of REFERENCES referrals.her_copies (lookup_kept) ON DELETE CASCADE,
    sealed bytea NOT NULL CONSTRAINT her_copy_part_size CHECK (octet_length(sealed) = 5305)
);
ALTER TABLE referrals.her_copy_parts ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX her_copy_parts_of ON referrals.her_copy_parts (lookup_kept, id);

ALTER TABLE referrals.her_copies ENABLE ROW LEVEL SECURITY;
CREATE POLICY her_copies_of_nobody ON referrals.her_copies USING (kit.realm() = 'node');

ALTER TABLE referrals.her_copy_parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY her_copy_parts_of_nobody ON referrals.her_copy_parts USING (kit.realm() = 'node');

GRANT SELECT, INSERT, DELETE ON referrals.her_copies, referrals.her_copy_parts TO tolerant_node;
GRANT UPDATE (ends_on) ON referrals.her_copies TO tolerant_node;
