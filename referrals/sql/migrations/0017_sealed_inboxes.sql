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
CREATE INDEX sealed_inboxes_answered ON referrals.sealed_inboxes (answered_at) WHERE answer IS NOT NULL;
ALTER TABLE referrals.sealed_inboxes ENABLE ROW LEVEL SECURITY;
CREATE POLICY sealed_inboxes_of_the_member ON referrals.sealed_inboxes
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member())
           OR (kit.realm() = 'subject' AND consent_id IN (SELECT c.id FROM referrals.consents c WHERE c.id = consent_id)));
GRANT SELECT, INSERT ON referrals.sealed_inboxes TO tolerant_node;
GRANT UPDATE (lookup_kept, proof_kept, letter, answer, expires_at, opened_at, answered_at, ended, ended_at)
    ON referrals.sealed_inboxes TO tolerant_node;
