-- What follows from reports: checks that open in batches among checks for no reason, and conditions that are disputed.
ALTER TABLE directory.listings ADD COLUMN disputed_criteria text[] NOT NULL DEFAULT '{}';
GRANT UPDATE (disputed_criteria) ON directory.listings TO tolerant_node;

CREATE TABLE directory.checks (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    listing_id text NOT NULL REFERENCES directory.listings (id),
    rule text NOT NULL CONSTRAINT checks_rule CHECK (rule ~ '^[A-Z][A-Z_]{1,39}$'),
    criterion text,
    made_on date NOT NULL,
    opens_on date NOT NULL CONSTRAINT checks_open_later CHECK (opens_on >= made_on),
    opened_at timestamptz,
    due_on date,
    ended_at timestamptz,
    CONSTRAINT checks_end_when_open CHECK (ended_at IS NULL OR opened_at IS NOT NULL)
);
CREATE INDEX checks_listing ON directory.checks (listing_id);
ALTER TABLE directory.checks ENABLE ROW LEVEL SECURITY;
CREATE POLICY checks_when_open ON directory.checks FOR SELECT
    USING (kit.realm() = 'node' OR (kit.realm() = 'secretariat' AND opened_at IS NOT NULL));
CREATE POLICY checks_are_made ON directory.checks FOR INSERT WITH CHECK (kit.realm() = 'node');
CREATE POLICY checks_are_ended ON directory.checks FOR UPDATE
    USING (kit.realm() = 'node' OR (kit.realm() = 'secretariat' AND opened_at IS NOT NULL));
GRANT SELECT, INSERT ON directory.checks TO tolerant_node;
GRANT UPDATE (opened_at, due_on, ended_at) ON directory.checks TO tolerant_node;

-- The queue shows open checks too.
CREATE OR REPLACE FUNCTION directory.waiting_for_vetting(moment timestamptz, days int)
RETURNS TABLE (listing_id text, due_on date, high_risk boolean, why text[])
LANGUAGE sql STABLE SET search_path = '' AS $$
WITH newest AS (
    SELECT l.id, l.state, l.verified_at, l.expires_at, l.vetted_version, l.current_version, l.renewal_since, v.written_at, s.first_at,
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
    UNION ALL
    SELECT n.id, n.high_risk, CASE WHEN c.rule IN ('SUSPENSION_PROPOSED', 'INCIDENT', 'MEMBERSHIP_REVIEW') THEN c.rule
        ELSE 'ROUTINE_CHECK' END, c.due_on FROM newest n
    JOIN directory.checks c ON c.listing_id = n.id AND c.opened_at IS NOT NULL AND c.ended_at IS NULL
    WHERE n.state NOT IN ('SUSPENDED', 'DELISTED') AND (n.verified_at IS NULL OR n.verified_at < c.opened_at)
)
SELECT id, (coalesce(min(due), moment) AT TIME ZONE 'UTC')::date, bool_or(high_risk), array_agg(why ORDER BY why)
FROM reasons GROUP BY id
$$;
