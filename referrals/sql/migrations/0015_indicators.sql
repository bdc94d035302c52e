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
