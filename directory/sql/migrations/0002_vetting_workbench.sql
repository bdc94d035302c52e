-- Freshness, rounds of review, drafts, conflicts of interest, replies and appeals, notices, and the queue.

ALTER TABLE directory.listings
    ADD COLUMN confirmed_at timestamptz,
    ADD COLUMN confirmed_by text,
    ADD COLUMN warned_at timestamptz,
    ADD COLUMN expiry_warned_at timestamptz,
    ADD COLUMN round int NOT NULL DEFAULT 1 CHECK (round >= 1),
    ADD COLUMN renewal_since timestamptz;
CREATE INDEX listings_expiry ON directory.listings (expires_at) WHERE state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED');

-- A version is reviewed in rounds: again after questions were answered, and again before its vetting runs out.
ALTER TABLE directory.reviews ADD COLUMN round int NOT NULL DEFAULT 1 CHECK (round >= 1);
ALTER TABLE directory.reviews DROP CONSTRAINT reviews_reviewer_once;
ALTER TABLE directory.reviews ADD CONSTRAINT reviews_reviewer_once UNIQUE (listing_id, version, round, reviewer_staff);
ALTER TABLE directory.decisions ADD COLUMN about text;

CREATE TABLE directory.review_drafts (
    listing_id text NOT NULL REFERENCES directory.listings (id),
    reviewer_staff text NOT NULL CHECK (reviewer_staff <> ''),
    version int NOT NULL,
    answers jsonb NOT NULL,
    note text NOT NULL,
    saved int NOT NULL DEFAULT 1,
    at timestamptz NOT NULL,
    PRIMARY KEY (listing_id, reviewer_staff)
);

CREATE TABLE directory.conflicts (
    staff_id text NOT NULL CHECK (staff_id <> ''),
    member_id text NOT NULL,
    provider_id text NOT NULL REFERENCES directory.providers (id),
    provider_member text,
    note text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT conflicts_declared_once PRIMARY KEY (staff_id, provider_id)
);

-- What the provider or the proposer says: an answer to questions, a reply to a decision, an appeal against it.
CREATE TABLE directory.replies (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    listing_id text NOT NULL,
    version int NOT NULL,
    decision_id text NOT NULL REFERENCES directory.decisions (id),
    kind text NOT NULL CONSTRAINT replies_kind CHECK (kind IN ('ANSWER', 'REPLY', 'APPEAL')),
    text text NOT NULL CHECK (text <> ''),
    by_staff text NOT NULL CHECK (by_staff <> ''),
    by_member text NOT NULL CHECK (by_member <> ''),
    on_behalf_of text CHECK (on_behalf_of <> ''),
    at timestamptz NOT NULL,
    FOREIGN KEY (listing_id, version) REFERENCES directory.listing_versions (listing_id, number)
);
CREATE INDEX replies_listing ON directory.replies (listing_id, at);
CREATE UNIQUE INDEX replies_appeal_once ON directory.replies (decision_id) WHERE kind = 'APPEAL';

CREATE TABLE directory.notices (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    member_id text NOT NULL CHECK (member_id <> ''),
    listing_id text NOT NULL REFERENCES directory.listings (id),
    kind text NOT NULL CONSTRAINT notices_kind CHECK (kind ~ '^[A-Z][A-Z_]{1,39}$'),
    due_at timestamptz,
    at timestamptz NOT NULL
);
CREATE INDEX notices_member ON directory.notices (member_id, at, id);

CREATE TRIGGER conflicts_are_kept BEFORE UPDATE OR DELETE ON directory.conflicts
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER replies_are_kept BEFORE UPDATE OR DELETE ON directory.replies
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER notices_are_kept BEFORE UPDATE OR DELETE ON directory.notices
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

-- Neither the words in force nor the day of the check move without two signatures of the round that runs.
CREATE OR REPLACE FUNCTION directory.four_eyes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF NOT NEW.demonstration AND (
        SELECT count(DISTINCT r.reviewer_staff) FROM directory.reviews r
        WHERE r.listing_id = NEW.id AND r.version = NEW.vetted_version AND r.round = NEW.round
            AND r.verdict = 'APPROVE'
    ) < 2 THEN
        RAISE EXCEPTION 'two different reviewers sign before a service is offered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'listings_four_eyes';
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER listings_four_eyes_update ON directory.listings;
CREATE CONSTRAINT TRIGGER listings_four_eyes_update AFTER UPDATE ON directory.listings
    DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW WHEN (NEW.vetted_version IS NOT NULL
        AND (NEW.vetted_version, NEW.verified_at, NEW.expires_at)
            IS DISTINCT FROM (OLD.vetted_version, OLD.verified_at, OLD.expires_at))
    EXECUTE FUNCTION directory.four_eyes();

CREATE OR REPLACE VIEW directory.listing_words WITH (security_invoker = true) AS
SELECT l.id, l.provider_id, l.owner_member_id, l.proposed_by, l.state, l.current_version, l.vetted_version,
    l.verified_at, l.verified_by, l.expires_at, l.suspended_reason, l.source, l.source_id, l.updated_at,
    l.version AS saved, v.number, v.provider_source_id, v.provider_name, v.provider_country, v.provider_member,
    v.provider_website, v.provider_phone, v.provider_email, v.service_types, v.delivery_languages, v.areas_served,
    v.areas_inside, v.areas_around, v.schedules, v.hours_per_week, v.fee_rule, v.fee_amount, v.fee_currency,
    v.fee_note, v.route, v.broker_member, v.interpreter_languages, v.interpreter_women, v.women_staff,
    v.documents_asked, v.training_known, v.training_trafficking, v.training_gender, v.unchecked_text, v.vacancy,
    v.demonstration, v.written_by, v.search, a.accepting, a.as_of, a.capacity, a.capacity_as_of, a.waiting_days,
    a.version AS availability_version, l.confirmed_at, l.warned_at, l.round, l.renewal_since
FROM directory.listings l
JOIN directory.listing_versions v ON v.listing_id = l.id
JOIN directory.availability a ON a.listing_id = l.id;

-- What waits for the secretariat, why, and by when; a listing stands in it once.
CREATE FUNCTION directory.waiting_for_vetting(moment timestamptz, days int)
RETURNS TABLE (listing_id text, due_on date, high_risk boolean, why text[])
LANGUAGE sql STABLE SET search_path = '' AS $$
WITH newest AS (
    SELECT l.id, l.state, l.expires_at, l.vetted_version, l.current_version, l.renewal_since, v.written_at, s.first_at,
        s.approvals, coalesce(s.sent_back, false) AS sent_back, s.first_at IS NULL AND asked.again AS answered, said.at AS answered_at,
        v.service_types && ARRAY['ACCOMMODATION', 'EMPLOYER', 'RECRUITMENT_AGENCY'] AS high_risk
    FROM directory.listings l
    JOIN directory.listing_versions v ON v.listing_id = l.id AND v.number = l.current_version
    LEFT JOIN LATERAL (
        SELECT min(r.at) AS first_at, count(*) FILTER (WHERE r.verdict = 'APPROVE') AS approvals,
            bool_or(r.verdict <> 'APPROVE') AS sent_back
        FROM directory.reviews r
        WHERE r.listing_id = l.id AND r.version = l.current_version AND r.round = l.round
    ) s ON true
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM directory.reviews r WHERE r.listing_id = l.id AND r.verdict = 'RETURN'
                AND (r.version, r.round) <> (l.current_version, l.round)
                AND r.at > coalesce(l.verified_at, '-infinity')) AS again
    ) asked
    LEFT JOIN LATERAL (
        SELECT max(y.at) AS at FROM directory.replies y WHERE y.listing_id = l.id AND y.kind = 'ANSWER'
    ) said ON true
), reasons AS (
    SELECT id, high_risk, 'NEW_PROPOSAL' AS why, written_at + interval '14 days' AS due FROM newest
    WHERE state IN ('PROPOSED', 'IN_REVIEW') AND first_at IS NULL AND NOT answered
    UNION ALL
    SELECT id, high_risk, 'NEW_WORDS', written_at + interval '14 days' FROM newest
    WHERE state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED') AND vetted_version <> current_version
        AND first_at IS NULL AND NOT answered
    UNION ALL
    SELECT id, high_risk, 'RENEWAL', least(renewal_since + interval '30 days', expires_at) FROM newest
    WHERE state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED') AND vetted_version = current_version
        AND renewal_since IS NOT NULL AND first_at IS NULL AND NOT answered
    UNION ALL
    SELECT id, high_risk, 'SECOND_SIGNATURE', first_at + interval '7 days' FROM newest
    WHERE state NOT IN ('SUSPENDED', 'DELISTED') AND approvals = 1 AND NOT sent_back
    UNION ALL
    SELECT id, high_risk, 'ANSWERED', greatest(written_at, answered_at) + interval '7 days' FROM newest
    WHERE state NOT IN ('SUSPENDED', 'DELISTED') AND answered
    UNION ALL
    SELECT id, high_risk, 'EXPIRING', expires_at FROM newest
    WHERE state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED') AND expires_at < moment + make_interval(days => days)
    UNION ALL
    SELECT n.id, n.high_risk, 'DISPUTED', d.at + interval '14 days' FROM newest n
    CROSS JOIN LATERAL (
        SELECT max(at) AS at FROM directory.decisions WHERE listing_id = n.id AND to_state = 'DISPUTED'
    ) d
    WHERE n.state = 'DISPUTED'
    UNION ALL
    SELECT n.id, n.high_risk, 'APPEALED', y.at + interval '14 days' FROM newest n
    JOIN directory.replies y ON y.listing_id = n.id AND y.kind = 'APPEAL'
    WHERE NOT EXISTS (SELECT FROM directory.decisions d WHERE d.listing_id = n.id AND d.about = y.id)
)
SELECT id, (coalesce(min(due), moment) AT TIME ZONE 'UTC')::date, bool_or(high_risk), array_agg(why ORDER BY why)
FROM reasons GROUP BY id
$$;

ALTER TABLE directory.review_drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.conflicts ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.replies ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.notices ENABLE ROW LEVEL SECURITY;

-- A draft is its reviewer's own; her colleagues see what she signs.
CREATE POLICY drafts_of_her_own ON directory.review_drafts
    USING (kit.realm() = 'secretariat' AND reviewer_staff = kit.staff());

CREATE POLICY conflicts_are_known ON directory.conflicts FOR SELECT USING (kit.realm() IN ('secretariat', 'auditor'));
CREATE POLICY conflicts_are_declared ON directory.conflicts FOR INSERT
    WITH CHECK (kit.realm() = 'secretariat' AND staff_id = kit.staff() AND member_id = kit.member());

CREATE POLICY replies_seen ON directory.replies FOR SELECT USING (
    kit.realm() IN ('secretariat', 'auditor') OR EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id
        AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY replies_are_written ON directory.replies FOR INSERT WITH CHECK (
    by_member = kit.member() AND by_staff = kit.staff() AND EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id
        AND (kit.realm() = 'secretariat' OR kit.member() IN (l.owner_member_id, l.proposed_by))));

CREATE POLICY notices_of_the_member ON directory.notices FOR SELECT USING (member_id = kit.member());
CREATE POLICY notices_are_given ON directory.notices FOR INSERT WITH CHECK (kit.realm() IN ('node', 'secretariat'));

DROP POLICY reviews_are_signed ON directory.reviews;
CREATE POLICY reviews_are_signed ON directory.reviews FOR INSERT WITH CHECK (
    kit.realm() = 'secretariat' AND reviewer_member = kit.member() AND reviewer_staff = kit.staff()
    AND NOT EXISTS (
        SELECT FROM directory.conflicts c JOIN directory.listings l ON l.id = listing_id
        WHERE c.staff_id = reviewer_staff
            AND (c.provider_id = l.provider_id OR c.provider_member = l.owner_member_id)));

GRANT SELECT, INSERT ON directory.review_drafts, directory.conflicts, directory.replies, directory.notices
    TO tolerant_node;
GRANT UPDATE (version, answers, note, saved, at) ON directory.review_drafts TO tolerant_node;
GRANT DELETE ON directory.review_drafts TO tolerant_node;
GRANT UPDATE (confirmed_at, confirmed_by, warned_at, expiry_warned_at, round, renewal_since) ON directory.listings
    TO tolerant_node;
