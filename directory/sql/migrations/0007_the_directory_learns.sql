-- What members say about a service after a woman used it: the day, never which referral, and never who said it. A report
-- is not changed; the node draws reports in batches, and only then the secretariat sees them.
CREATE TABLE directory.listing_reports (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    listing_id text NOT NULL,
    version int NOT NULL,
    kind text NOT NULL CONSTRAINT reports_kind CHECK (kind IN (
        'SAFEGUARDING', 'CONFIDENTIALITY', 'DISCRIMINATION', 'CRITERION_STRICTER', 'CRITERION_LOOSER',
        'ELIGIBLE_DECLINED', 'NOT_SAFE_AGAIN')),
    criterion text CONSTRAINT reports_criterion CHECK (criterion IN (
        'AGE', 'GENDER', 'RESIDENCE_STATUS', 'LABOUR_ACCESS', 'LANGUAGE', 'LITERACY', 'DIGITAL_SKILLS', 'EDUCATION',
        'CHILDREN', 'COMPETENCE', 'DOCUMENT', 'AREA', 'REGISTRATION', 'FEE', 'COOPERATION', 'INTAKE_GROUP', 'OTHER')),
    severity text CONSTRAINT reports_severity CHECK (severity IN ('AMBER', 'RED')),
    at date NOT NULL,
    by_owner boolean NOT NULL DEFAULT false,
    drawn_on date,
    FOREIGN KEY (listing_id, version) REFERENCES directory.listing_versions (listing_id, number),
    CONSTRAINT reports_name_a_criterion CHECK (
        (kind IN ('CRITERION_STRICTER', 'CRITERION_LOOSER')) = (criterion IS NOT NULL)),
    CONSTRAINT reports_say_how_bad CHECK (
        (kind IN ('SAFEGUARDING', 'CONFIDENTIALITY', 'DISCRIMINATION')) = (severity IS NOT NULL))
);
CREATE INDEX reports_listing ON directory.listing_reports (listing_id, kind);

ALTER TABLE directory.listing_reports ENABLE ROW LEVEL SECURITY;
CREATE POLICY reports_are_written ON directory.listing_reports FOR INSERT WITH CHECK (
    kit.realm() IN ('member', 'node') AND drawn_on IS NULL AND by_owner = EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id AND l.owner_member_id = kit.member()));
CREATE POLICY reports_are_counted ON directory.listing_reports FOR SELECT USING (
    kit.realm() = 'node' OR (kit.realm() = 'secretariat' AND drawn_on <= current_date));
CREATE POLICY reports_are_drawn ON directory.listing_reports FOR UPDATE USING (kit.realm() = 'node');
GRANT SELECT, INSERT ON directory.listing_reports TO tolerant_node;
GRANT UPDATE (drawn_on) ON directory.listing_reports TO tolerant_node;
