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
INSERT INTO referrals.showings (referral_id, seq, options, only_one_reason, at)
SELECT r.id, e.seq, n.options_shown, CASE WHEN cardinality(n.options_shown) = 1 THEN 'OTHER' END, e.at
FROM referrals.referral_events e
JOIN referrals.referrals r ON r.id = e.referral_id
JOIN referrals.needs n ON n.id = r.need_id
WHERE e.name = 'SHOW_OPTIONS' AND cardinality(n.options_shown) BETWEEN 1 AND 50
    AND r.listing_id || '@' || r.listing_version = ANY(n.options_shown);
CREATE TRIGGER showings_stay BEFORE UPDATE OR DELETE ON referrals.showings
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
ALTER TABLE referrals.needs DROP COLUMN options_shown, DROP COLUMN only_one_reason;
CREATE INDEX referrals_by_need ON referrals.referrals (need_id, drafted_at, id);

ALTER TABLE referrals.showings ENABLE ROW LEVEL SECURITY;
CREATE POLICY showings_of_the_sender ON referrals.showings
    USING (EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id
           AND (kit.realm() = 'node' OR (kit.realm() = 'member' AND r.from_member = kit.member()))));
GRANT SELECT, INSERT ON referrals.showings TO tolerant_node;

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
