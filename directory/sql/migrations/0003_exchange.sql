-- An id in HSDS (a UUID) for every listing and provider: their own, or the one under which they came in, so that a
-- service keeps its id on its way from node to node.
ALTER TABLE directory.listings ADD COLUMN hsds_id text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN source = 'hsds' AND source_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN source_id
    ELSE regexp_replace(id, '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\1-\2-\3-\4-\5') END) STORED;
ALTER TABLE directory.listings ADD CONSTRAINT listings_hsds_once UNIQUE (hsds_id);
ALTER TABLE directory.providers ADD COLUMN hsds_id text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN source = 'hsds' AND source_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN source_id
    ELSE regexp_replace(id, '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\1-\2-\3-\4-\5') END) STORED;
ALTER TABLE directory.providers ADD CONSTRAINT providers_hsds_once UNIQUE (hsds_id);

-- What people decided about two listings that look like one service; the newest word about a pair stands.
CREATE TABLE directory.duplicate_decisions (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    one text NOT NULL REFERENCES directory.listings (id),
    other text NOT NULL REFERENCES directory.listings (id),
    verdict text NOT NULL CONSTRAINT duplicates_verdict CHECK (verdict IN ('SAME', 'DIFFERENT')),
    note text NOT NULL,
    by_staff text NOT NULL CHECK (by_staff <> ''),
    by_member text NOT NULL CHECK (by_member <> ''),
    at timestamptz NOT NULL,
    CONSTRAINT duplicates_are_two CHECK (one < other)
);
CREATE INDEX duplicates_pair ON directory.duplicate_decisions (one, other, at);
CREATE TRIGGER duplicate_decisions_are_kept BEFORE UPDATE OR DELETE ON directory.duplicate_decisions
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

ALTER TABLE directory.duplicate_decisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY duplicates_of_the_secretariat ON directory.duplicate_decisions FOR SELECT
    USING (kit.realm() IN ('secretariat', 'node'));
CREATE POLICY duplicates_are_decided ON directory.duplicate_decisions FOR INSERT
    WITH CHECK (kit.realm() = 'secretariat' AND by_member = kit.member());
GRANT SELECT, INSERT ON directory.duplicate_decisions TO tolerant_node;
