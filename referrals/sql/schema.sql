-- The readable whole: needs, consents, referrals and sealed envelopes. An envelope hangs on a consumed consent by foreign
-- keys (env_ct -> env_meta -> consents), so that not even direct SQL can store one without her yes.
-- Whoever locks both locks the consent first and the referral second; a withdrawal must never lose a deadlock.

CREATE SCHEMA referrals;
GRANT USAGE ON SCHEMA referrals TO tolerant_node;

CREATE TABLE referrals.needs (
    id text NOT NULL CONSTRAINT needs_pk PRIMARY KEY CONSTRAINT need_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    member_id text NOT NULL,
    holder_staff text NOT NULL,
    service_type text NOT NULL CONSTRAINT need_service_type_form CHECK (service_type ~ '^[A-Za-z0-9_.:-]{1,80}$'),
    urgency text NOT NULL CONSTRAINT need_urgency CHECK (urgency IN ('ROUTINE', 'URGENT')),
    age_asserted_17_plus boolean NOT NULL CONSTRAINT need_under_17 CHECK (age_asserted_17_plus),
    risk_assessment_on date NOT NULL,
    opened_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1
);
CREATE INDEX needs_by_member ON referrals.needs (member_id, opened_at, id);

CREATE TABLE referrals.consents (
    id text NOT NULL CONSTRAINT consents_pk PRIMARY KEY CONSTRAINT consent_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    from_member text NOT NULL,
    to_member text NOT NULL,
    listing_id text NOT NULL,
    listing_version int NOT NULL,
    node text NOT NULL,
    purposes text[] NOT NULL CONSTRAINT consent_purposes CHECK (cardinality(purposes) BETWEEN 1 AND 16),
    categories text[] NOT NULL,
    notice_version text NOT NULL,
    notice_hash bytea NOT NULL CONSTRAINT consent_notice_hash_size CHECK (octet_length(notice_hash) = 32),
    notice_language text NOT NULL,
    read_aloud boolean NOT NULL,
    easy_read boolean NOT NULL,
    receipt text NOT NULL CONSTRAINT consent_receipt CHECK (receipt IN ('PRINTED', 'CODE', 'DEFERRED_ON_HER_WISH')),
    representative boolean NOT NULL,
    own_assent boolean NOT NULL,
    age_band text NOT NULL CONSTRAINT consent_age_band CHECK (age_band IN ('17', '18+')),
    nbf timestamptz NOT NULL,
    exp timestamptz NOT NULL,
    uses int NOT NULL CONSTRAINT consent_uses_range CHECK (uses BETWEEN 1 AND 100),
    used int NOT NULL DEFAULT 0,
    status text NOT NULL DEFAULT 'LIVE'
        CONSTRAINT consent_status
            CHECK (status IN ('LIVE', 'RENEWED', 'EXPIRED', 'WITHDRAWN', 'REVOKED', 'INVALIDATED')),
    token bytea NOT NULL CONSTRAINT consent_token_size CHECK (octet_length(token) <= 16384),
    token_hash bytea NOT NULL CONSTRAINT consent_recorded_already UNIQUE,
    withdrawal_commitment bytea NOT NULL
        CONSTRAINT consent_commitment_size CHECK (octet_length(withdrawal_commitment) = 32),
    device_key bytea NOT NULL CONSTRAINT consent_device_key_size CHECK (octet_length(device_key) = 32),
    feedback_key bytea CONSTRAINT consent_feedback_key_size CHECK (octet_length(feedback_key) = 32),
    recorded_at timestamptz NOT NULL,
    renews text CONSTRAINT consent_renewal_of REFERENCES referrals.consents (id)
        CONSTRAINT consent_renewed_already UNIQUE,
    taken_back text[] NOT NULL DEFAULT '{}',  -- parts like CATEGORY:HEALTH; it only grows
    signer bytea CONSTRAINT consent_signer_size CHECK (octet_length(signer) <= 16384),
    version int NOT NULL DEFAULT 1,
    CONSTRAINT consent_spent CHECK (used BETWEEN 0 AND uses),
    CONSTRAINT consent_limited_in_time CHECK (exp > nbf AND exp <= nbf + interval '366 days'),
    CONSTRAINT consent_own_assent CHECK (own_assent OR (age_band = '18+' AND NOT representative)),
    CONSTRAINT consent_id_uses UNIQUE (id, uses)
) WITH (fillfactor = 50);  -- room beside each row, so that counting a use touches no index
CREATE INDEX consents_by_sender ON referrals.consents (from_member, recorded_at, id);
CREATE UNIQUE INDEX consent_commitment_used ON referrals.consents (withdrawal_commitment) WHERE renews IS NULL;
CREATE INDEX consents_by_commitment ON referrals.consents (withdrawal_commitment, recorded_at);
CREATE INDEX consents_by_end ON referrals.consents (exp) WHERE status = 'LIVE';
CREATE INDEX consents_by_recipient ON referrals.consents (to_member) WHERE status = 'LIVE';

CREATE FUNCTION referrals.consent_keeps_its_word() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER consents_keep_their_word BEFORE UPDATE ON referrals.consents
    FOR EACH ROW EXECUTE FUNCTION referrals.consent_keeps_its_word();

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

CREATE TABLE referrals.referrals (
    id text NOT NULL CONSTRAINT referrals_pk PRIMARY KEY CONSTRAINT referral_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    need_id text NOT NULL CONSTRAINT referral_need REFERENCES referrals.needs (id),
    from_member text NOT NULL,
    to_member text NOT NULL,
    listing_id text NOT NULL,
    listing_version int NOT NULL,
    consent_id text CONSTRAINT referral_consent REFERENCES referrals.consents (id),
    state text NOT NULL CONSTRAINT referral_state CHECK (state IN (
        'DRAFT', 'AWAITING_CONSENT', 'SENT', 'RECEIVED', 'INFO_REQUESTED', 'WAITLISTED', 'ACCEPTED', 'IN_SERVICE',
        'ON_HOLD_SAFETY', 'OUTCOME_REPORTED', 'CLOSED', 'DECLINED', 'CLIENT_DECLINED', 'WITHDRAWN', 'CANCELLED',
        'EXPIRED', 'VOID')),
    held_from text,
    mode text NOT NULL CONSTRAINT referral_mode CHECK (mode IN ('SEALED', 'INTRODUCTION_SLIP', 'BROKERED')),
    org_feedback text NOT NULL DEFAULT 'NOT_DUE'
        CONSTRAINT referral_org_feedback CHECK (org_feedback IN ('NOT_DUE', 'DUE', 'RECEIVED', 'OVERDUE')),
    her_feedback text NOT NULL DEFAULT 'NOT_DUE' CONSTRAINT referral_her_feedback
        CHECK (her_feedback IN ('NOT_DUE', 'DUE', 'RECEIVED', 'DECLINED_TO_ANSWER', 'UNREACHABLE')),
    attempts int NOT NULL DEFAULT 0,
    decline_class text CONSTRAINT referral_decline_class CHECK (decline_class IN (
        'NOT_ELIGIBLE', 'NO_CAPACITY', 'SERVICE_CHANGED', 'CANNOT_SERVE_SAFELY', 'INSUFFICIENT_INFO', 'OTHER')),
    outcome_class text CONSTRAINT referral_outcome_class CHECK (outcome_class IN ('SERVED', 'PARTLY', 'NOT_SERVED')),
    reason text CONSTRAINT referral_reason_form CHECK (reason ~ '^[A-Za-z0-9_:-]{1,60}$'),
    asked_category text CONSTRAINT referral_asked_category_form CHECK (asked_category ~ '^[A-Za-z0-9_:-]{1,60}$'),
    drafted_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    sent_at timestamptz,
    received_at timestamptz,
    decided_at timestamptz,
    first_contact_on date,
    expected_on date,
    review_on date,
    started_on date,
    outcome_at timestamptz,
    ended_at timestamptz,
    due_at timestamptz,
    due_what text,
    version int NOT NULL DEFAULT 1,
    look_at timestamptz DEFAULT '-infinity',  -- when a worker looks next; NULL: when a step is taken
    CONSTRAINT referral_without_consent CHECK (sent_at IS NULL OR consent_id IS NOT NULL),
    CONSTRAINT referral_sent_before CHECK (sent_at IS NOT NULL OR state NOT IN (
        'SENT', 'RECEIVED', 'INFO_REQUESTED', 'WAITLISTED', 'ACCEPTED', 'IN_SERVICE', 'OUTCOME_REPORTED', 'CLOSED',
        'DECLINED')),
    CONSTRAINT referral_two_members CHECK (from_member <> to_member)
);
CREATE UNIQUE INDEX referral_duplicate ON referrals.referrals (need_id, listing_id)
    WHERE sent_at IS NOT NULL AND state IN ('SENT', 'RECEIVED', 'INFO_REQUESTED', 'WAITLISTED', 'ACCEPTED',
                                            'IN_SERVICE', 'ON_HOLD_SAFETY', 'OUTCOME_REPORTED');
CREATE INDEX referrals_by_sender ON referrals.referrals (from_member, drafted_at, id);
CREATE INDEX referrals_by_recipient ON referrals.referrals (to_member, sent_at, id) WHERE sent_at IS NOT NULL;
CREATE INDEX referrals_by_listing ON referrals.referrals (listing_id) WHERE sent_at IS NOT NULL;
CREATE INDEX referrals_by_consent ON referrals.referrals (consent_id) WHERE consent_id IS NOT NULL;
CREATE INDEX referrals_by_need ON referrals.referrals (need_id, drafted_at, id);

-- What she was shown stays, one row each time: which services in which versions, and why it was one only.
CREATE TABLE referrals.showings (
    referral_id text NOT NULL CONSTRAINT showing_for REFERENCES referrals.referrals (id),
    seq int NOT NULL,
    options text[] NOT NULL CONSTRAINT showing_options CHECK (cardinality(options) BETWEEN 1 AND 50),
    only_one_reason text CONSTRAINT showing_only_one_reason CHECK (only_one_reason IN (
        'NO_OTHER_FITS', 'NO_OTHER_HAS_A_PLACE', 'OTHERS_NOT_SAFE', 'SHE_ASKED_FOR_IT', 'OTHER')),
    at timestamptz NOT NULL,
    CONSTRAINT showings_pk PRIMARY KEY (referral_id, seq),
    CONSTRAINT showing_of_one_says_why CHECK ((cardinality(options) = 1) = (only_one_reason IS NOT NULL))
);
CREATE TRIGGER showings_stay BEFORE UPDATE OR DELETE ON referrals.showings
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

CREATE INDEX referrals_to_look_at ON referrals.referrals (look_at) WHERE look_at IS NOT NULL;

-- Whatever is done to a referral, a worker looks at once what is due now.
CREATE FUNCTION referrals.look_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.look_at := '-infinity';
    RETURN NEW;
END
$$;
CREATE TRIGGER referrals_are_looked_at_again BEFORE UPDATE ON referrals.referrals
    FOR EACH ROW WHEN (NEW.version <> OLD.version OR NEW.consent_id IS DISTINCT FROM OLD.consent_id)
    EXECUTE FUNCTION referrals.look_again();

CREATE TABLE referrals.consent_events (
    chain_id text NOT NULL,
    seq int NOT NULL CONSTRAINT consent_event_seq CHECK (seq >= 1),
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    consent_id text CONSTRAINT consent_event_consent REFERENCES referrals.consents (id),
    referral_id text CONSTRAINT consent_event_referral REFERENCES referrals.referrals (id),
    type text NOT NULL CONSTRAINT consent_event_type CHECK (type IN (
        'REQUESTED', 'DEFERRED', 'REFUSED', 'GIVEN', 'RENEWED', 'EXPIRED', 'WITHDRAWN', 'REVOKED', 'INVALIDATED',
        'UNKNOWN')),
    by_role text NOT NULL,
    method text NOT NULL CONSTRAINT consent_event_method CHECK (method IN ('WRITTEN', 'ORAL', 'CODE', 'NODE')),
    valid_until timestamptz,
    at timestamptz NOT NULL,
    statement bytea,
    about text CONSTRAINT consent_event_about_form CHECK (about ~ '^[A-Z][A-Z0-9_:]{0,59}$'),
    CONSTRAINT consent_events_pk PRIMARY KEY (chain_id, seq),
    CONSTRAINT consent_event_about CHECK (coalesce(consent_id, referral_id) IS NOT NULL)
);
CREATE INDEX consent_events_by_consent ON referrals.consent_events (consent_id);
CREATE INDEX consent_events_by_referral ON referrals.consent_events (referral_id);
CREATE TRIGGER consent_events_stay BEFORE UPDATE OR DELETE ON referrals.consent_events
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

-- An envelope's row is the use of the consent that carries it: there is none without the other.
CREATE TABLE referrals.env_meta (
    env_id bytea NOT NULL CONSTRAINT env_meta_pk PRIMARY KEY,
    kind text NOT NULL CONSTRAINT env_kind CHECK (kind IN ('SEND', 'REPLY', 'STATUS', 'FEEDBACK')),
    referral_id text NOT NULL CONSTRAINT env_referral REFERENCES referrals.referrals (id),
    seq int NOT NULL CONSTRAINT env_seq CHECK (seq >= 0),
    prev bytea NOT NULL,
    from_member text NOT NULL,
    to_member text NOT NULL,
    consent_id text NOT NULL,
    uses int NOT NULL,
    use_no int,
    at timestamptz NOT NULL,
    CONSTRAINT env_without_consent FOREIGN KEY (consent_id, uses) REFERENCES referrals.consents (id, uses),
    CONSTRAINT consent_use_counted CHECK ((kind = 'SEND') = (use_no IS NOT NULL)),
    CONSTRAINT consent_use_within CHECK (use_no BETWEEN 1 AND uses),
    CONSTRAINT consent_use_once UNIQUE (consent_id, use_no),
    CONSTRAINT env_replayed UNIQUE (from_member, referral_id, seq)
);

CREATE FUNCTION referrals.only_with_a_live_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    consent record;
BEGIN
    SELECT c.status, c.nbf, c.exp, c.used, c.from_member, c.to_member INTO consent
    FROM referrals.consents c WHERE c.id = NEW.consent_id FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no consent' USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_missing';
    ELSIF consent.status = 'WITHDRAWN' THEN
        RAISE EXCEPTION 'consent withdrawn' USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_withdrawn';
    ELSIF (NEW.from_member, NEW.to_member) NOT IN (
        (consent.from_member, consent.to_member), (consent.to_member, consent.from_member), ('', consent.from_member)
    ) THEN
        RAISE EXCEPTION 'consent names others' USING ERRCODE = 'check_violation', CONSTRAINT = 'env_for_another';
    ELSIF NEW.kind = 'FEEDBACK' THEN
        RETURN NEW;
    ELSIF consent.status <> 'LIVE' OR NEW.at < consent.nbf OR NEW.at >= consent.exp THEN
        RAISE EXCEPTION 'consent not in force' USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_not_in_force';
    ELSIF NEW.kind = 'SEND' AND NEW.use_no > consent.used THEN
        RAISE EXCEPTION 'consent not consumed' USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_not_consumed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER env_meta_needs_a_live_consent BEFORE INSERT ON referrals.env_meta
    FOR EACH ROW EXECUTE FUNCTION referrals.only_with_a_live_consent();
CREATE INDEX env_meta_by_referral ON referrals.env_meta (referral_id, at);
CREATE TRIGGER env_meta_stays BEFORE UPDATE OR DELETE ON referrals.env_meta
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

CREATE TABLE referrals.env_ct (
    env_id bytea NOT NULL CONSTRAINT env_ct_pk PRIMARY KEY
        CONSTRAINT env_ct_without_meta REFERENCES referrals.env_meta (env_id),
    protected bytea NOT NULL,
    key_commit bytea NOT NULL,
    nonce bytea NOT NULL,
    ct bytea NOT NULL CONSTRAINT env_too_large CHECK (octet_length(ct) <= 65536),
    shut boolean NOT NULL DEFAULT true  -- false: it came before there were shred keys
);
ALTER TABLE referrals.env_ct ALTER COLUMN ct SET STORAGE EXTERNAL;

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

CREATE TABLE referrals.env_wrap (
    env_id bytea NOT NULL CONSTRAINT env_wrap_pk PRIMARY KEY
        CONSTRAINT env_wrap_without_meta REFERENCES referrals.env_meta (env_id),
    kids bytea[] NOT NULL,
    wraps bytea[] NOT NULL,
    CONSTRAINT env_wrap_each_for_one CHECK (cardinality(kids) = cardinality(wraps) AND cardinality(kids) BETWEEN 2 AND 16)
);
ALTER TABLE referrals.env_wrap ALTER COLUMN wraps SET STORAGE EXTERNAL;

CREATE TABLE referrals.referral_events (
    referral_id text NOT NULL CONSTRAINT referral_event_of REFERENCES referrals.referrals (id),
    seq int NOT NULL,
    name text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    by_actor text NOT NULL,
    by_member text NOT NULL,
    reason text,
    only_for text NOT NULL DEFAULT '',
    env_id bytea,
    at timestamptz NOT NULL,
    CONSTRAINT referral_events_pk PRIMARY KEY (referral_id, seq)
);
CREATE TRIGGER referral_events_stay BEFORE UPDATE OR DELETE ON referrals.referral_events
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

CREATE TABLE referrals.withdrawals (
    receipt_id text NOT NULL CONSTRAINT withdrawals_pk PRIMARY KEY,
    consent_id text CONSTRAINT withdrawal_of_consent REFERENCES referrals.consents (id)
        CONSTRAINT withdrawal_once UNIQUE,
    referral_id text CONSTRAINT withdrawal_of_referral REFERENCES referrals.referrals (id)
        CONSTRAINT withdrawal_of_referral_once UNIQUE,
    method text NOT NULL CONSTRAINT withdrawal_method CHECK (method IN ('CODE', 'ORAL')),
    referrals_stopped int NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT withdrawal_of_one CHECK ((consent_id IS NULL) <> (referral_id IS NULL))
);
CREATE TRIGGER withdrawals_stay BEFORE UPDATE OR DELETE ON referrals.withdrawals
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

CREATE TABLE referrals.notices (
    id text NOT NULL CONSTRAINT notices_pk PRIMARY KEY,
    member_id text NOT NULL,
    referral_id text CONSTRAINT notice_referral REFERENCES referrals.referrals (id),
    kind text NOT NULL CONSTRAINT notice_kind_form CHECK (kind ~ '^[A-Z_]{1,40}$'),
    erase_by timestamptz,
    at timestamptz NOT NULL,
    read_at timestamptz,
    CONSTRAINT notice_about CHECK (referral_id IS NOT NULL OR kind IN ('ALERT_WAITS', 'ALERT_UNANSWERED'))
);
CREATE INDEX notices_by_member ON referrals.notices (member_id, at, id);

CREATE TABLE referrals.attestations (
    referral_id text NOT NULL CONSTRAINT attestation_referral REFERENCES referrals.referrals (id),
    member_id text NOT NULL,
    erased boolean NOT NULL,
    ground text CONSTRAINT attestation_ground_form CHECK (ground ~ '^[A-Z_]{1,40}$'),
    statement bytea NOT NULL,
    device_id text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT attestations_pk PRIMARY KEY (referral_id, member_id),
    CONSTRAINT attestation_erased_or_ground CHECK (erased = (ground IS NULL))
);
CREATE TRIGGER attestations_stay BEFORE UPDATE OR DELETE ON referrals.attestations
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

-- What she took back in part, and the recipient's signed word that it erased that part.
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

-- Whose key closes a letter: those to the recipient, those to the sender, and her own account.
CREATE FUNCTION referrals.letters_to(kind text, to_member text, sender text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = '' AS $$
    SELECT CASE WHEN $1 = 'FEEDBACK' THEN 'HERS' WHEN $2 = $3 THEN 'SENDER' ELSE 'RECIPIENT' END
$$;

-- What is to be erased, written in the transaction that ends a referral and done by the worker: keys, then the pages.
CREATE TABLE referrals.erasures (
    referral_id text NOT NULL CONSTRAINT erasure_of REFERENCES referrals.referrals (id),
    ground text NOT NULL CONSTRAINT erasure_ground CHECK (ground IN (
        'WITHDRAWN', 'CANCELLED', 'DECLINED', 'CLIENT_DECLINED', 'EXPIRED', 'VOID', 'RETENTION')),
    letters_to text[] NOT NULL,
    asked_at timestamptz NOT NULL,
    key_gone_at timestamptz,
    clean_at timestamptz,
    escalated_at timestamptz,
    CONSTRAINT erasures_pk PRIMARY KEY (referral_id, ground)
);
CREATE INDEX erasures_undone ON referrals.erasures (asked_at) WHERE clean_at IS NULL;
CREATE INDEX erasures_by_time ON referrals.erasures (asked_at, referral_id);

-- Sealed files that nobody here can read. No column says whose they are, to which letter they belong, or at what moment they
-- came: a row knows a size bucket and a day. What opens and deletes them is kept as commitments only.
CREATE TABLE referrals.blobs (
    id text NOT NULL CONSTRAINT blobs_pk PRIMARY KEY CONSTRAINT blob_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    size int NOT NULL CONSTRAINT blob_size CHECK (size IN (262236, 1048872, 4195416, 16781592, 20976984)),
    received int NOT NULL DEFAULT 0,
    upload_kept bytea NOT NULL CONSTRAINT blob_upload_kept_size CHECK (octet_length(upload_kept) = 32),
    read_kept bytea NOT NULL CONSTRAINT blob_read_kept_size CHECK (octet_length(read_kept) = 32),
    delete_kept bytea NOT NULL CONSTRAINT blob_delete_kept_size CHECK (octet_length(delete_kept) = 32),
    created_on date NOT NULL,
    expires_on date NOT NULL,
    CONSTRAINT blob_received CHECK (received BETWEEN 0 AND size),
    CONSTRAINT blob_limited_in_time CHECK (expires_on > created_on AND expires_on <= created_on + 35)
);
CREATE INDEX blobs_by_end ON referrals.blobs (expires_on);

CREATE TABLE referrals.blob_parts (
    blob_id text NOT NULL CONSTRAINT blob_part_of REFERENCES referrals.blobs (id) ON DELETE CASCADE,
    start int NOT NULL,
    data bytea NOT NULL CONSTRAINT blob_part_size CHECK (octet_length(data) BETWEEN 1 AND 1048576),
    CONSTRAINT blob_parts_pk PRIMARY KEY (blob_id, start)
);
ALTER TABLE referrals.blob_parts ALTER COLUMN data SET STORAGE EXTERNAL;

-- Her own copy: sealed parts that only her code opens. No column says whose they are, who made them, to which consent or
-- referral they belong, or at what moment they came.
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

-- How much an organisation has announced on a day, and nothing of what; it is forgotten after two days.
CREATE TABLE referrals.blob_days (
    member_id text NOT NULL,
    day date NOT NULL,
    bytes bigint NOT NULL CONSTRAINT blob_day_bytes CHECK (bytes >= 0),
    CONSTRAINT blob_days_pk PRIMARY KEY (member_id, day)
);

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

-- How far the node has gone about each thing that is due, once each.
CREATE TABLE referrals.timers (
    referral_id text NOT NULL CONSTRAINT timer_of REFERENCES referrals.referrals (id),
    kind text NOT NULL CONSTRAINT timer_kind_form CHECK (kind ~ '^[A-Z_]{1,40}$'),
    number int NOT NULL,
    due_at timestamptz NOT NULL,
    stage int NOT NULL CONSTRAINT timer_stage CHECK (stage BETWEEN 0 AND 3),
    told_at timestamptz,
    CONSTRAINT timers_pk PRIMARY KEY (referral_id, kind, number)
);

-- When a worker last looked, and since when one has without a gap: after one, everybody gets fresh time.
CREATE TABLE referrals.timer_clock (
    one boolean NOT NULL DEFAULT true CONSTRAINT timer_clock_pk PRIMARY KEY CONSTRAINT timer_clock_is_one CHECK (one),
    looked_at timestamptz NOT NULL,
    awake_since timestamptz NOT NULL
);

-- How long a type of service is waited for, where the secretariat has said so.
CREATE TABLE referrals.timer_settings (
    service_type text NOT NULL CONSTRAINT timer_settings_pk PRIMARY KEY
        CONSTRAINT timer_service_type_form CHECK (service_type ~ '^[A-Za-z0-9_.:-]{1,80}$'),
    acknowledge_days int NOT NULL,
    urgent_acknowledge_days int NOT NULL,
    decide_days int NOT NULL,
    urgent_decide_days int NOT NULL,
    grace_days int NOT NULL,
    urgent_grace_days int NOT NULL,
    first_contact_days int NOT NULL,
    review_days int NOT NULL,
    outcome_days int NOT NULL,
    first_check_days int NOT NULL,
    follow_up_months int[] NOT NULL,
    set_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CONSTRAINT timer_out_of_range CHECK (
        least(acknowledge_days, urgent_acknowledge_days, decide_days, urgent_decide_days, grace_days, urgent_grace_days,
              first_contact_days, review_days, outcome_days, first_check_days) >= 1
        AND greatest(acknowledge_days, urgent_acknowledge_days, decide_days, urgent_decide_days, grace_days,
                     urgent_grace_days, first_contact_days, review_days, outcome_days, first_check_days) <= 366
        AND cardinality(follow_up_months) <= 12)
);

CREATE FUNCTION referrals.look_again_at_all_of_a_type() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    UPDATE referrals.referrals r SET look_at = '-infinity' FROM referrals.needs n
    WHERE n.id = r.need_id AND n.service_type = NEW.service_type AND r.look_at IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER timer_settings_hold_at_once AFTER INSERT OR UPDATE ON referrals.timer_settings
    FOR EACH ROW EXECUTE FUNCTION referrals.look_again_at_all_of_a_type();

-- What the guards of sending look at, for the organisation that asks and no other; the caller's words come with it, so
-- that one question is a transaction of its own.
CREATE FUNCTION referrals.send_view(sender text, referral text, envelope bytea, token bytea,
    place int, moment timestamptz)
RETURNS TABLE (from_member text, to_member text, listing_id text, listing_version int, state text, version int,
    consent_id text, uses int, used int, status text, consent bytea, token_hash bytea, device_key bytea,
    risk_assessment_on date, age_asserted_17_plus boolean, urgency text, epoch int, public_key bytea, s_state text,
    s_vetted_version int, s_expires_at timestamptz, s_owner_member_id text, s_accepting text, s_route text,
    s_broker_member text, s_service_types text[], stored_at timestamptz, replayed boolean, duplicate boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM kit.asks($1, 'member');
    RETURN QUERY
    SELECT r.from_member, r.to_member, r.listing_id, r.listing_version, r.state, r.version, c.id, c.uses, c.used,
        c.status, c.token, c.token_hash, c.device_key, n.risk_assessment_on, n.age_asserted_17_plus, n.urgency, k.epoch,
        k.public_key, s.state, s.vetted_version, s.expires_at, s.owner_member_id, s.accepting, s.route,
        s.broker_member, s.service_types, CASE WHEN m.env_id = $3 THEN m.at END, coalesce(m.env_id <> $3, false),
        coalesce(o.id <> r.id, false)
    FROM referrals.referrals r
    JOIN referrals.needs n ON n.id = r.need_id
    LEFT JOIN referrals.consents c ON c.token_hash = $4 AND c.from_member = r.from_member
    LEFT JOIN referrals.env_meta m ON m.from_member = r.from_member AND m.referral_id = r.id AND m.seq = $5
    LEFT JOIN referrals.referrals o ON o.need_id = r.need_id AND o.listing_id = r.listing_id AND o.sent_at IS NOT NULL
        AND o.state IN ('SENT', 'RECEIVED', 'INFO_REQUESTED', 'WAITLISTED', 'ACCEPTED', 'IN_SERVICE', 'ON_HOLD_SAFETY',
                        'OUTCOME_REPORTED')
    LEFT JOIN network.intake_key_at(r.to_member, $6) k ON true
    LEFT JOIN directory.standing(r.listing_id, r.listing_version) s ON true
    WHERE r.id = $2 AND r.from_member = $1;
END
$$;
REVOKE EXECUTE ON FUNCTION referrals.send_view FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referrals.send_view TO tolerant_node;

-- Consume one use of the consent, move the referral to SENT, store the envelope and write it all down: all of it, or the
-- transaction ends. Only this function counts a use, and only for the organisation that asks.
CREATE FUNCTION referrals.send(sender text, referral text, seen int, envelope bytea, consent text, place int,
    recipient text, before bytea, moment timestamptz, protected bytea, key_commit bytea, nonce bytea, ct bytea,
    kids bytea[], wraps bytea[], due timestamptz, due_what text, key text, request bytea, lane text, written text,
    staff text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    sent int;
BEGIN
    WITH spent AS (
        UPDATE referrals.consents c SET used = c.used + 1, version = c.version + 1
        WHERE c.id = $5 AND c.status = 'LIVE' AND c.used < c.uses AND c.from_member = $1 AND c.to_member = $7
        RETURNING c.id, c.uses, c.used
    ), moved AS (
        UPDATE referrals.referrals r
        SET state = 'SENT', consent_id = $5, reason = NULL, sent_at = $9, changed_at = $9, version = r.version + 1,
            due_at = $16, due_what = $17
        WHERE r.id = $2 AND r.version = $3 AND r.state = 'AWAITING_CONSENT' AND r.from_member = $1
            AND r.to_member = $7 AND EXISTS (SELECT FROM spent)
        RETURNING r.id, r.version
    ), meta AS (
        INSERT INTO referrals.env_meta (env_id, kind, referral_id, seq, prev, from_member, to_member, consent_id, uses,
            use_no, at)
        SELECT $4, 'SEND', moved.id, $6, $8, $1, $7, spent.id, spent.uses, spent.used, $9 FROM spent, moved
    ), sealed AS (
        INSERT INTO referrals.env_ct (env_id, protected, key_commit, nonce, ct)
        SELECT $4, $10, $11, $12, $13 FROM moved
    ), wrapped AS (
        INSERT INTO referrals.env_wrap (env_id, kids, wraps) SELECT $4, $14, $15 FROM moved
    ), step AS (
        INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, env_id,
            at)
        SELECT moved.id, moved.version, 'SEND', 'AWAITING_CONSENT', 'SENT', 'A', $1, $4, $9 FROM moved
    )
    SELECT moved.version INTO sent FROM moved;
    IF sent IS NULL THEN
        RAISE serialization_failure USING MESSAGE = 'the referral or the consent changed in the same moment';
    END IF;
    PERFORM network.remember($1, $18, $19, $2);
    PERFORM network.record($20, $9, $21, $1, $22, 'send-referral', 'referral', $2);
    RETURN sent;
END
$$;
REVOKE EXECUTE ON FUNCTION referrals.send FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referrals.send TO tolerant_node;

-- Tell the sender of an accepted referral that others of the same need still go on. Whoever accepts learns nothing of them.
CREATE FUNCTION referrals.tell_of_siblings(referral text, states text[], moment timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO referrals.notices (id, member_id, referral_id, kind, at)
    SELECT replace(gen_random_uuid()::text, '-', ''), r.from_member, r.id, 'OTHERS_GO_ON', $3
    FROM referrals.referrals r
    WHERE r.id = $1 AND r.state = 'ACCEPTED' AND kit.member() = r.to_member AND EXISTS (
        SELECT FROM referrals.referrals o
        WHERE o.need_id = r.need_id AND o.id <> r.id AND o.sent_at IS NOT NULL AND o.state = ANY($2))
$$;
REVOKE EXECUTE ON FUNCTION referrals.tell_of_siblings FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referrals.tell_of_siblings TO tolerant_node;

-- Who sees which row. `node` is the worker; `subject` is the woman herself, by the commitment of her secret.

ALTER TABLE referrals.needs ENABLE ROW LEVEL SECURITY;
CREATE POLICY needs_of_the_member ON referrals.needs
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member()));

ALTER TABLE referrals.consents ENABLE ROW LEVEL SECURITY;
CREATE POLICY consents_seen ON referrals.consents FOR SELECT
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND kit.member() IN (from_member, to_member))
           OR (kit.realm() = 'subject' AND withdrawal_commitment = kit.subject()));
CREATE POLICY consents_changed ON referrals.consents FOR UPDATE
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND kit.member() IN (from_member, to_member))
           OR (kit.realm() = 'subject' AND withdrawal_commitment = kit.subject()));
CREATE POLICY consents_recorded ON referrals.consents FOR INSERT
    WITH CHECK (kit.realm() = 'member' AND from_member = kit.member());

ALTER TABLE referrals.referrals ENABLE ROW LEVEL SECURITY;
CREATE POLICY referrals_of_both ON referrals.referrals
    USING (kit.realm() IN ('node', 'secretariat')
           OR (kit.realm() = 'member'
               AND (from_member = kit.member() OR (to_member = kit.member() AND sent_at IS NOT NULL)))
           OR (kit.realm() = 'subject'
               AND consent_id IN (SELECT c.id FROM referrals.consents c WHERE c.withdrawal_commitment = kit.subject())))
    WITH CHECK (kit.realm() IN ('node', 'secretariat', 'subject')
           OR (kit.realm() = 'member' AND kit.member() IN (from_member, to_member)));

ALTER TABLE referrals.showings ENABLE ROW LEVEL SECURITY;
CREATE POLICY showings_of_the_sender ON referrals.showings
    USING (EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id
           AND (kit.realm() = 'node' OR (kit.realm() = 'member' AND r.from_member = kit.member()))));

ALTER TABLE referrals.consent_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY consent_events_of_both ON referrals.consent_events
    USING (kit.realm() = 'node' OR (kit.realm() IN ('member', 'subject') AND (
           consent_id IN (SELECT c.id FROM referrals.consents c WHERE c.id = consent_id)
           OR referral_id IN (SELECT r.id FROM referrals.referrals r WHERE r.id = referral_id))));

ALTER TABLE referrals.env_meta ENABLE ROW LEVEL SECURITY;
CREATE POLICY env_meta_of_both ON referrals.env_meta
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND kit.member() IN (from_member, to_member))
           OR (kit.realm() = 'subject'
               AND referral_id IN (SELECT r.id FROM referrals.referrals r WHERE r.id = referral_id)));

ALTER TABLE referrals.env_ct ENABLE ROW LEVEL SECURITY;
CREATE POLICY env_ct_of_both ON referrals.env_ct
    USING (EXISTS (SELECT FROM referrals.env_meta m WHERE m.env_id = env_ct.env_id))
    WITH CHECK (kit.realm() IN ('node', 'member', 'subject'));

ALTER TABLE referrals.env_wrap ENABLE ROW LEVEL SECURITY;
CREATE POLICY env_wrap_of_both ON referrals.env_wrap
    USING (EXISTS (SELECT FROM referrals.env_meta m WHERE m.env_id = env_wrap.env_id))
    WITH CHECK (kit.realm() IN ('node', 'member', 'subject'));

ALTER TABLE referrals.referral_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY referral_events_of_both ON referrals.referral_events FOR SELECT
    USING ((only_for = '' OR only_for = kit.member() OR kit.realm() = 'node')
           AND EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id));
CREATE POLICY referral_events_written ON referrals.referral_events FOR INSERT
    WITH CHECK (EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id));

ALTER TABLE referrals.withdrawals ENABLE ROW LEVEL SECURITY;
CREATE POLICY withdrawals_of_both ON referrals.withdrawals
    USING (kit.realm() = 'node' OR (kit.realm() IN ('member', 'subject') AND (
           consent_id IN (SELECT c.id FROM referrals.consents c WHERE c.id = consent_id)
           OR referral_id IN (SELECT r.id FROM referrals.referrals r WHERE r.id = referral_id))));

ALTER TABLE referrals.notices ENABLE ROW LEVEL SECURITY;
CREATE POLICY notices_of_the_member ON referrals.notices
    USING (kit.realm() = 'node' OR (kit.realm() IN ('member', 'secretariat', 'auditor') AND member_id = kit.member()))
    WITH CHECK (kit.realm() IN ('node', 'subject', 'member', 'secretariat')
           AND (kit.realm() = 'node' OR EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id)));

ALTER TABLE referrals.attestations ENABLE ROW LEVEL SECURITY;
CREATE POLICY attestations_seen ON referrals.attestations FOR SELECT
    USING (EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id));
CREATE POLICY attestations_made ON referrals.attestations FOR INSERT
    WITH CHECK (kit.realm() = 'member' AND member_id = kit.member());

ALTER TABLE referrals.narrowings ENABLE ROW LEVEL SECURITY;
CREATE POLICY narrowings_of_both ON referrals.narrowings
    USING (EXISTS (SELECT FROM referrals.consents c WHERE c.id = consent_id));
ALTER TABLE referrals.part_attestations ENABLE ROW LEVEL SECURITY;
CREATE POLICY part_attestations_seen ON referrals.part_attestations FOR SELECT
    USING (EXISTS (SELECT FROM referrals.consents c WHERE c.id = consent_id));
CREATE POLICY part_attestations_made ON referrals.part_attestations FOR INSERT
    WITH CHECK (kit.realm() = 'member' AND member_id = kit.member()
        AND EXISTS (SELECT FROM referrals.consents c WHERE c.id = consent_id AND c.to_member = kit.member()));

ALTER TABLE referrals.erasures ENABLE ROW LEVEL SECURITY;
CREATE POLICY erasures_of_both ON referrals.erasures
    USING (EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id))
    WITH CHECK (kit.realm() = 'node' OR EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id));

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

ALTER TABLE referrals.blobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY blobs_of_nobody ON referrals.blobs USING (kit.realm() = 'node');

ALTER TABLE referrals.blob_parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY blob_parts_of_nobody ON referrals.blob_parts USING (kit.realm() = 'node');

ALTER TABLE referrals.her_copies ENABLE ROW LEVEL SECURITY;
CREATE POLICY her_copies_of_nobody ON referrals.her_copies USING (kit.realm() = 'node');

ALTER TABLE referrals.her_copy_parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY her_copy_parts_of_nobody ON referrals.her_copy_parts USING (kit.realm() = 'node');

ALTER TABLE referrals.blob_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY blob_days_of_the_member ON referrals.blob_days
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member()));

ALTER TABLE referrals.timers ENABLE ROW LEVEL SECURITY;
CREATE POLICY timers_of_the_node ON referrals.timers USING (kit.realm() = 'node');
ALTER TABLE referrals.timer_clock ENABLE ROW LEVEL SECURITY;
CREATE POLICY timer_clock_of_the_node ON referrals.timer_clock USING (kit.realm() = 'node');
ALTER TABLE referrals.timer_settings ENABLE ROW LEVEL SECURITY;
CREATE POLICY timer_settings_seen ON referrals.timer_settings FOR SELECT
    USING (kit.realm() IN ('node', 'member', 'secretariat', 'auditor'));
CREATE POLICY timer_settings_set ON referrals.timer_settings FOR INSERT WITH CHECK (kit.realm() = 'secretariat');
CREATE POLICY timer_settings_changed ON referrals.timer_settings FOR UPDATE USING (kit.realm() = 'secretariat');

GRANT SELECT, INSERT ON referrals.needs, referrals.consents, referrals.referrals, referrals.consent_events,
    referrals.env_meta, referrals.env_ct, referrals.env_wrap, referrals.referral_events,
    referrals.withdrawals, referrals.notices, referrals.attestations TO tolerant_node;
GRANT UPDATE (holder_staff, risk_assessment_on, version) ON referrals.needs
    TO tolerant_node;
GRANT UPDATE (status, version) ON referrals.consents TO tolerant_node;
GRANT UPDATE (consent_id, state, held_from, org_feedback, her_feedback, attempts, decline_class, outcome_class, reason,
    asked_category, listing_version, changed_at, sent_at, received_at, decided_at, first_contact_on, expected_on, review_on,
    started_on, outcome_at, ended_at, due_at, due_what, version, look_at) ON referrals.referrals TO tolerant_node;
GRANT UPDATE (read_at) ON referrals.notices TO tolerant_node;
GRANT SELECT, INSERT ON referrals.narrowings, referrals.part_attestations TO tolerant_node;
GRANT UPDATE (escalated_at) ON referrals.narrowings TO tolerant_node;
GRANT UPDATE (taken_back) ON referrals.consents TO tolerant_node;
GRANT DELETE ON referrals.env_ct, referrals.env_wrap TO tolerant_node;
GRANT SELECT, INSERT ON referrals.erasures TO tolerant_node;
GRANT UPDATE (key_gone_at, clean_at, escalated_at) ON referrals.erasures TO tolerant_node;
GRANT SELECT, INSERT, DELETE ON referrals.blobs, referrals.blob_parts, referrals.blob_days TO tolerant_node;
GRANT SELECT, INSERT, DELETE ON referrals.her_copies, referrals.her_copy_parts TO tolerant_node;
GRANT UPDATE (ends_on) ON referrals.her_copies TO tolerant_node;
GRANT UPDATE (received) ON referrals.blobs TO tolerant_node;
GRANT UPDATE (bytes) ON referrals.blob_days TO tolerant_node;
GRANT SELECT, INSERT, DELETE ON referrals.case_staff, referrals.case_keys, referrals.case_wraps, referrals.case_letters
    TO tolerant_node;
GRANT UPDATE (exposed) ON referrals.case_keys TO tolerant_node;
GRANT UPDATE (kids, wraps) ON referrals.env_wrap TO tolerant_node;
GRANT SELECT, INSERT ON referrals.showings TO tolerant_node;
GRANT SELECT, INSERT, UPDATE ON referrals.timers, referrals.timer_clock, referrals.timer_settings TO tolerant_node;

-- Sealed words to the secretariat or the auditor, past the organisation that helps her: to whom, on which day, and what came of
-- it. No column says who wrote one, about whom, or at what moment. The words go when it is answered.
CREATE TABLE referrals.alerts (
    id bytea NOT NULL CONSTRAINT alerts_pk PRIMARY KEY CONSTRAINT alert_id_size CHECK (octet_length(id) = 32),
    to_member text NOT NULL,
    key bytea NOT NULL CONSTRAINT alert_key_size CHECK (octet_length(key) = 32),
    sealed bytea CONSTRAINT alert_size CHECK (octet_length(sealed) <= 65536),
    on_day date NOT NULL,
    state text NOT NULL DEFAULT 'WAITS' CONSTRAINT alert_state CHECK (state IN (
        'WAITS', 'READ', 'ANSWERED', 'RAN_OUT')),
    answer text CONSTRAINT alert_answer CHECK (answer IN (
        'TALKED_WITH_HER', 'SAFETY_CHECKED', 'ACTED', 'PASSED_ON', 'COULD_NOT_REACH_HER', 'UNFOUNDED_AS_SHE_SAYS',
        'NOTHING_TO_DO')),
    told_on date,
    ended_on date,
    CONSTRAINT alert_ends_once CHECK ((state IN ('WAITS', 'READ')) = (ended_on IS NULL)),
    CONSTRAINT alert_answered CHECK ((state = 'ANSWERED') = (answer IS NOT NULL)),
    CONSTRAINT alert_words_go CHECK ((sealed IS NULL) = (ended_on IS NOT NULL))
);
CREATE INDEX alerts_by_reader ON referrals.alerts (to_member, on_day, id);
CREATE INDEX alerts_by_key ON referrals.alerts (key);

ALTER TABLE referrals.alerts ENABLE ROW LEVEL SECURITY;
CREATE POLICY alerts_read ON referrals.alerts FOR SELECT
    USING (kit.realm() = 'node' OR (kit.realm() IN ('secretariat', 'auditor') AND to_member = kit.member()));
CREATE POLICY alerts_raised ON referrals.alerts FOR INSERT WITH CHECK (kit.realm() = 'node');
CREATE POLICY alerts_answered ON referrals.alerts FOR UPDATE
    USING (kit.realm() = 'node' OR (kit.realm() IN ('secretariat', 'auditor') AND to_member = kit.member()));
CREATE POLICY alerts_ended ON referrals.alerts FOR DELETE USING (kit.realm() = 'node');
GRANT SELECT, INSERT, DELETE ON referrals.alerts TO tolerant_node;
GRANT UPDATE (state, answer, sealed, told_on, ended_on) ON referrals.alerts TO tolerant_node;

-- What is published of a half-year, once, and what organisations count by hand until then.
CREATE TABLE referrals.indicator_snapshots (
    period text NOT NULL CONSTRAINT indicator_snapshots_pk PRIMARY KEY
        CONSTRAINT snapshot_period_form CHECK (period ~ '^20[0-9]{2}-H[12]$'),
    at timestamptz NOT NULL,
    body jsonb NOT NULL
);
CREATE TRIGGER snapshots_stay BEFORE UPDATE OR DELETE ON referrals.indicator_snapshots
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TABLE referrals.indicator_counts (
    member_id text NOT NULL,
    period text NOT NULL CONSTRAINT count_period_form CHECK (period ~ '^20[0-9]{2}-H[12]$'),
    list text NOT NULL,
    category text NOT NULL,
    count int NOT NULL CONSTRAINT count_size CHECK (count BETWEEN 0 AND 9999),
    CONSTRAINT indicator_counts_pk PRIMARY KEY (member_id, period, list, category)
);

ALTER TABLE referrals.indicator_snapshots ENABLE ROW LEVEL SECURITY;
CREATE POLICY snapshots_are_published ON referrals.indicator_snapshots FOR SELECT USING (kit.realm() <> '');
CREATE POLICY snapshots_are_counted ON referrals.indicator_snapshots FOR INSERT WITH CHECK (kit.realm() = 'node');
ALTER TABLE referrals.indicator_counts ENABLE ROW LEVEL SECURITY;
CREATE POLICY counts_of_the_member ON referrals.indicator_counts
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member()));
GRANT SELECT, INSERT ON referrals.indicator_snapshots TO tolerant_node;
GRANT SELECT, INSERT, DELETE ON referrals.indicator_counts TO tolerant_node;

-- A slip that she carries herself: which need, which service, what else she was shown, and the day. Nothing is sent.
CREATE TABLE referrals.slips (
    id text NOT NULL CONSTRAINT slips_pk PRIMARY KEY CONSTRAINT slip_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    need_id text NOT NULL CONSTRAINT slip_need REFERENCES referrals.needs (id),
    member_id text NOT NULL,
    listing_id text NOT NULL,
    listing_version int NOT NULL,
    options text[] NOT NULL CONSTRAINT slip_options CHECK (cardinality(options) BETWEEN 1 AND 50),
    only_one_reason text CONSTRAINT slip_only_one_reason CHECK (only_one_reason IN (
        'NO_OTHER_FITS', 'NO_OTHER_HAS_A_PLACE', 'OTHERS_NOT_SAFE', 'SHE_ASKED_FOR_IT', 'OTHER')),
    given_on date NOT NULL,
    outcome text CONSTRAINT slip_outcome CHECK (outcome IN (
        'SERVED', 'PARTLY', 'NOT_SERVED', 'DID_NOT_GO', 'DECLINED_TO_ANSWER', 'UNREACHABLE')),
    outcome_on date,
    CONSTRAINT slip_of_one_says_why CHECK ((cardinality(options) = 1) = (only_one_reason IS NOT NULL)),
    CONSTRAINT slip_outcome_has_a_day CHECK ((outcome IS NULL) = (outcome_on IS NULL))
);
CREATE INDEX slips_by_need ON referrals.slips (need_id, given_on, id);
ALTER TABLE referrals.slips ENABLE ROW LEVEL SECURITY;
CREATE POLICY slips_of_the_member ON referrals.slips USING (kit.realm() = 'member' AND member_id = kit.member());
GRANT SELECT, INSERT ON referrals.slips TO tolerant_node;
GRANT UPDATE (outcome, outcome_on) ON referrals.slips TO tolerant_node;

-- A letter to a house that is no member: sealed under a code that is said by telephone, and deleted once it was read.
CREATE TABLE referrals.sealed_inboxes (
    id text NOT NULL CONSTRAINT sealed_inboxes_pk PRIMARY KEY
        CONSTRAINT sealed_inbox_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    need_id text NOT NULL CONSTRAINT sealed_inbox_need REFERENCES referrals.needs (id),
    member_id text NOT NULL,
    listing_id text NOT NULL,
    listing_version int NOT NULL,
    consent_id text NOT NULL CONSTRAINT sealed_inbox_consent REFERENCES referrals.consents (id)
        CONSTRAINT sealed_inbox_consent_once UNIQUE,
    options text[] NOT NULL CONSTRAINT sealed_inbox_options CHECK (cardinality(options) BETWEEN 1 AND 50),
    only_one_reason text CONSTRAINT sealed_inbox_only_one_reason CHECK (only_one_reason IN (
        'NO_OTHER_FITS', 'NO_OTHER_HAS_A_PLACE', 'OTHERS_NOT_SAFE', 'SHE_ASKED_FOR_IT', 'OTHER')),
    lookup_kept bytea CONSTRAINT sealed_inbox_taken UNIQUE
        CONSTRAINT sealed_inbox_lookup_size CHECK (octet_length(lookup_kept) = 32),
    proof_kept bytea CONSTRAINT sealed_inbox_proof_size CHECK (octet_length(proof_kept) = 32),
    letter bytea CONSTRAINT sealed_inbox_letter_size CHECK (octet_length(letter) <= 40960),
    answer bytea CONSTRAINT sealed_inbox_answer_size CHECK (octet_length(answer) = 5305),
    given_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    opened_at timestamptz,
    answered_at timestamptz,
    ended text CONSTRAINT sealed_inbox_ended CHECK (ended IN (
        'EMPTIED', 'EXPIRED', 'WITHDRAWN', 'STOPPED', 'TAKEN_BACK')),
    ended_at timestamptz,
    CONSTRAINT sealed_inbox_of_one_says_why CHECK ((cardinality(options) = 1) = (only_one_reason IS NOT NULL)),
    CONSTRAINT sealed_inbox_keeps_nothing_after_the_end CHECK (
        num_nonnulls(lookup_kept, proof_kept, letter) = CASE WHEN ended IS NULL THEN 3 ELSE 0 END),
    CONSTRAINT sealed_inbox_ended_at CHECK ((ended IS NULL) = (ended_at IS NULL)),
    CONSTRAINT sealed_inbox_answer_kept CHECK (answer IS NULL OR (answered_at IS NOT NULL
        AND (ended IS NULL OR ended IN ('EMPTIED', 'EXPIRED')))),
    CONSTRAINT sealed_inbox_answered_once_opened CHECK (answered_at IS NULL OR opened_at IS NOT NULL)
);
CREATE INDEX sealed_inboxes_by_need ON referrals.sealed_inboxes (need_id, given_at, id);
CREATE INDEX sealed_inboxes_by_end ON referrals.sealed_inboxes (expires_at) WHERE ended IS NULL;
CREATE UNIQUE INDEX sealed_inbox_duplicate ON referrals.sealed_inboxes (need_id, listing_id) WHERE ended IS NULL;
CREATE INDEX sealed_inboxes_answered ON referrals.sealed_inboxes (answered_at) WHERE answer IS NOT NULL;
ALTER TABLE referrals.sealed_inboxes ENABLE ROW LEVEL SECURITY;
CREATE POLICY sealed_inboxes_of_the_member ON referrals.sealed_inboxes
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member())
           OR (kit.realm() = 'subject' AND consent_id IN (SELECT c.id FROM referrals.consents c WHERE c.id = consent_id)));
GRANT SELECT, INSERT ON referrals.sealed_inboxes TO tolerant_node;
GRANT UPDATE (lookup_kept, proof_kept, letter, answer, expires_at, opened_at, answered_at, ended, ended_at)
    ON referrals.sealed_inboxes TO tolerant_node;
