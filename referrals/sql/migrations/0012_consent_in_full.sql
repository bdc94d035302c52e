-- A consent is renewed by a new one that names it, narrowed part by part, or ended by others; what she took back stays so.
ALTER TABLE referrals.consents
    ADD COLUMN renews text CONSTRAINT consent_renewal_of REFERENCES referrals.consents (id)
        CONSTRAINT consent_renewed_already UNIQUE,
    ADD COLUMN taken_back text[] NOT NULL DEFAULT '{}',
    DROP CONSTRAINT consent_status,
    ADD CONSTRAINT consent_status
        CHECK (status IN ('LIVE', 'RENEWED', 'EXPIRED', 'WITHDRAWN', 'REVOKED', 'INVALIDATED')),
    DROP CONSTRAINT consent_commitment_used;
CREATE UNIQUE INDEX consent_commitment_used ON referrals.consents (withdrawal_commitment) WHERE renews IS NULL;
CREATE INDEX consents_by_commitment ON referrals.consents (withdrawal_commitment, recorded_at);
CREATE INDEX consents_by_end ON referrals.consents (exp) WHERE status = 'LIVE';
CREATE INDEX consents_by_recipient ON referrals.consents (to_member) WHERE status = 'LIVE';

CREATE OR REPLACE FUNCTION referrals.consent_keeps_its_word() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.status = 'LIVE' AND OLD.status <> 'LIVE') OR (OLD.status = 'WITHDRAWN' AND NEW.status <> 'WITHDRAWN') THEN
        RAISE EXCEPTION 'a consent that ended does not come back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_ended';
    END IF;
    IF NEW.used < OLD.used THEN
        RAISE EXCEPTION 'a use of a consent is not given back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_spent';
    END IF;
    IF NOT NEW.taken_back @> OLD.taken_back THEN
        RAISE EXCEPTION 'what she took back does not come back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_widened';
    END IF;
    RETURN NEW;
END
$$;

-- A renewal goes on from a consent that had not ended by anybody's word, between the same two, and never says more.
CREATE FUNCTION referrals.consent_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before record;
BEGIN
    SELECT c.status, c.from_member, c.to_member, c.listing_id, c.listing_version, c.node, c.uses, c.used,
        c.withdrawal_commitment, c.purposes, c.categories, c.taken_back INTO before
    FROM referrals.consents c WHERE c.id = NEW.renews;
    IF NOT FOUND OR before.status NOT IN ('LIVE', 'EXPIRED') THEN
        RAISE EXCEPTION 'a consent that ended does not come back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_ended';
    ELSIF (NEW.from_member, NEW.to_member, NEW.listing_id, NEW.listing_version, NEW.node, NEW.uses, NEW.used,
           NEW.withdrawal_commitment) IS DISTINCT FROM
          (before.from_member, before.to_member, before.listing_id, before.listing_version, before.node, before.uses,
           before.used, before.withdrawal_commitment)
        OR NOT NEW.purposes <@ before.purposes OR NOT NEW.categories <@ before.categories
        OR NOT NEW.taken_back @> before.taken_back THEN
        RAISE EXCEPTION 'a renewal says no more than before'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_widened';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER consents_go_on BEFORE INSERT ON referrals.consents
    FOR EACH ROW WHEN (NEW.renews IS NOT NULL) EXECUTE FUNCTION referrals.consent_goes_on();

-- No letter carries a category that she took back, whoever stores it. It is looked at once all its rows are there.
CREATE FUNCTION referrals.nothing_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone text[];
BEGIN
    SELECT c.taken_back INTO gone FROM referrals.env_meta m JOIN referrals.consents c ON c.id = m.consent_id
    WHERE m.env_id = NEW.env_id;
    IF cardinality(gone) > 0 AND EXISTS (
        SELECT FROM jsonb_array_elements(convert_from(NEW.protected, 'UTF8')::jsonb -> 'man') AS one (entry)
        WHERE 'CATEGORY:' || (one.entry ->> 0) = ANY(gone)) THEN
        RAISE EXCEPTION 'a category that she took back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'env_category_taken_back';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER env_ct_holds_nothing_taken_back AFTER INSERT ON referrals.env_ct
    FOR EACH ROW EXECUTE FUNCTION referrals.nothing_taken_back();

ALTER TABLE referrals.consent_events
    ADD COLUMN about text CONSTRAINT consent_event_about_form CHECK (about ~ '^[A-Z][A-Z0-9_:]{0,59}$');

CREATE TABLE referrals.narrowings (
    receipt_id text NOT NULL CONSTRAINT narrowings_pk PRIMARY KEY,
    consent_id text NOT NULL CONSTRAINT narrowing_of REFERENCES referrals.consents (id),
    part text NOT NULL CONSTRAINT narrowing_part CHECK (part ~ '^(CATEGORY|PURPOSE):[A-Z][A-Z0-9_]{0,39}$'),
    method text NOT NULL CONSTRAINT narrowing_method CHECK (method IN ('CODE', 'ORAL')),
    at timestamptz NOT NULL,
    erase_by timestamptz,
    escalated_at timestamptz,
    CONSTRAINT narrowing_once UNIQUE (consent_id, part)
);
CREATE INDEX narrowings_by_time ON referrals.narrowings (erase_by) WHERE escalated_at IS NULL;

CREATE TABLE referrals.part_attestations (
    consent_id text NOT NULL,
    part text NOT NULL,
    member_id text NOT NULL,
    erased boolean NOT NULL,
    ground text CONSTRAINT part_attestation_ground_form CHECK (ground ~ '^[A-Z_]{1,40}$'),
    statement bytea NOT NULL,
    device_id text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT part_attestations_pk PRIMARY KEY (consent_id, part),
    CONSTRAINT part_attestation_of FOREIGN KEY (consent_id, part) REFERENCES referrals.narrowings (consent_id, part),
    CONSTRAINT part_attestation_erased_or_ground CHECK (erased = (ground IS NULL))
);
CREATE TRIGGER part_attestations_stay BEFORE UPDATE OR DELETE ON referrals.part_attestations
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

ALTER TABLE referrals.narrowings ENABLE ROW LEVEL SECURITY;
CREATE POLICY narrowings_of_both ON referrals.narrowings
    USING (EXISTS (SELECT FROM referrals.consents c WHERE c.id = consent_id));
ALTER TABLE referrals.part_attestations ENABLE ROW LEVEL SECURITY;
CREATE POLICY part_attestations_seen ON referrals.part_attestations FOR SELECT
    USING (EXISTS (SELECT FROM referrals.consents c WHERE c.id = consent_id));
CREATE POLICY part_attestations_made ON referrals.part_attestations FOR INSERT
    WITH CHECK (kit.realm() = 'member' AND member_id = kit.member()
        AND EXISTS (SELECT FROM referrals.consents c WHERE c.id = consent_id AND c.to_member = kit.member()));

GRANT SELECT, INSERT ON referrals.narrowings, referrals.part_attestations TO tolerant_node;
GRANT UPDATE (escalated_at) ON referrals.narrowings TO tolerant_node;
GRANT UPDATE (taken_back) ON referrals.consents TO tolerant_node;
