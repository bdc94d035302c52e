-- Case keys: inside an organisation only the colleagues on a case open it, and post keys end although a case lives on.

-- Who is on a case, by person; who is barred never gets its key, not as an administrator either.
CREATE TABLE referrals.case_staff (
    referral_id text NOT NULL CONSTRAINT case_staff_of REFERENCES referrals.referrals (id),
    member_id text NOT NULL,
    staff_id text NOT NULL,
    barred boolean NOT NULL,
    CONSTRAINT case_staff_pk PRIMARY KEY (referral_id, member_id, staff_id)
);

-- A key is exposed when somebody who left the case, or a device that was shut out, knows it: the next opening renews it.
CREATE TABLE referrals.case_keys (
    referral_id text NOT NULL CONSTRAINT case_key_of REFERENCES referrals.referrals (id),
    member_id text NOT NULL,
    number int NOT NULL CONSTRAINT case_key_number CHECK (number >= 1),
    exposed boolean NOT NULL,
    CONSTRAINT case_keys_pk PRIMARY KEY (referral_id, member_id, number)
);

-- A case key sealed to one device, or to a ceremony's recovery key, and closed under the shred key.
CREATE TABLE referrals.case_wraps (
    referral_id text NOT NULL,
    member_id text NOT NULL,
    number int NOT NULL,
    reader text NOT NULL CONSTRAINT case_wrap_reader CHECK (reader ~ '^([0-9a-f]{16}|[0-9a-f]{32})$'),
    wrap bytea NOT NULL CONSTRAINT case_wrap_size CHECK (octet_length(wrap) = 1208),
    CONSTRAINT case_wraps_pk PRIMARY KEY (referral_id, member_id, number, reader),
    CONSTRAINT case_wrap_of FOREIGN KEY (referral_id, member_id, number)
        REFERENCES referrals.case_keys (referral_id, member_id, number) ON DELETE CASCADE
);
ALTER TABLE referrals.case_wraps ALTER COLUMN wrap SET STORAGE EXTERNAL;
CREATE INDEX case_wraps_by_reader ON referrals.case_wraps (reader, referral_id);

-- The content key of one letter under a case key, closed under the shred key.
CREATE TABLE referrals.case_letters (
    env_id bytea NOT NULL CONSTRAINT case_letter_of REFERENCES referrals.env_meta (env_id),
    referral_id text NOT NULL,
    member_id text NOT NULL,
    number int NOT NULL,
    sealed bytea NOT NULL CONSTRAINT case_letter_size CHECK (octet_length(sealed) = 112),
    CONSTRAINT case_letters_pk PRIMARY KEY (referral_id, member_id, number, env_id),
    CONSTRAINT case_letter_under FOREIGN KEY (referral_id, member_id, number)
        REFERENCES referrals.case_keys (referral_id, member_id, number) ON DELETE CASCADE
);

-- Delete what opens letters that are erased: the keys of the letters, and the case keys of whose letters are all gone.
CREATE FUNCTION referrals.delete_case_keys(gone text[], ways text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    DELETE FROM referrals.case_letters l USING referrals.env_meta m, referrals.referrals r
    WHERE m.env_id = l.env_id AND r.id = m.referral_id AND r.id = ANY($1)
        AND (kit.realm() IN ('node', 'subject', 'secretariat') OR kit.member() IN (r.from_member, r.to_member))
        AND referrals.letters_to(m.kind, m.to_member, r.from_member) = ANY($2);
    DELETE FROM referrals.case_keys k USING referrals.referrals r
    WHERE r.id = k.referral_id AND r.id = ANY($1)
        AND (kit.realm() IN ('node', 'subject', 'secretariat') OR kit.member() IN (r.from_member, r.to_member))
        AND CASE WHEN k.member_id = r.to_member THEN 'RECIPIENT' ELSE 'HERS' END = ANY($2);
$$;
REVOKE EXECUTE ON FUNCTION referrals.delete_case_keys FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referrals.delete_case_keys TO tolerant_node;

ALTER TABLE referrals.case_staff ENABLE ROW LEVEL SECURITY;
CREATE POLICY case_staff_of_the_member ON referrals.case_staff
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member()));

ALTER TABLE referrals.case_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY case_keys_of_the_member ON referrals.case_keys
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member()));

ALTER TABLE referrals.case_wraps ENABLE ROW LEVEL SECURITY;
CREATE POLICY case_wraps_of_the_member ON referrals.case_wraps
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member()));

ALTER TABLE referrals.case_letters ENABLE ROW LEVEL SECURITY;
CREATE POLICY case_letters_of_the_member ON referrals.case_letters
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member()));

GRANT SELECT, INSERT, DELETE ON referrals.case_staff, referrals.case_keys, referrals.case_wraps, referrals.case_letters
    TO tolerant_node;
GRANT UPDATE (exposed) ON referrals.case_keys TO tolerant_node;
GRANT UPDATE (kids, wraps) ON referrals.env_wrap TO tolerant_node;
