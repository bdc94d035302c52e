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
