-- Say of each listing in which revision it last changed, so that nodes and devices read only what changed.
CREATE TABLE directory.changes (
    listing_id text PRIMARY KEY,
    revision bigint NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX changes_revision ON directory.changes (revision);
INSERT INTO directory.changes (listing_id, revision, at)
SELECT l.id, r.number, l.updated_at FROM directory.listings l CROSS JOIN directory.revision r;

CREATE FUNCTION directory.note_changes(ids text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    grown bigint;
BEGIN
    IF cardinality(ids) > 0 THEN
        UPDATE directory.revision SET number = number + 1 RETURNING number INTO grown;
        INSERT INTO directory.changes AS known (listing_id, revision, at)
        SELECT DISTINCT id, grown, pg_catalog.now() FROM pg_catalog.unnest(ids) AS id
        ON CONFLICT (listing_id) DO UPDATE SET revision = excluded.revision, at = excluded.at;
        PERFORM pg_catalog.pg_notify('directory_revision', grown::text);
    END IF;
END
$$;
CREATE FUNCTION directory.listings_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM directory.note_changes(ARRAY(SELECT id FROM touched));
    RETURN NULL;
END
$$;
CREATE FUNCTION directory.availability_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM directory.note_changes(ARRAY(SELECT listing_id FROM touched));
    RETURN NULL;
END
$$;

DROP TRIGGER listings_change ON directory.listings;
DROP TRIGGER availability_changes ON directory.availability;
DROP FUNCTION directory.changed();
CREATE TRIGGER listings_added AFTER INSERT ON directory.listings REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.listings_changed();
CREATE TRIGGER listings_moved AFTER UPDATE ON directory.listings REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.listings_changed();
CREATE TRIGGER listings_gone AFTER DELETE ON directory.listings REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.listings_changed();
CREATE TRIGGER availability_added AFTER INSERT ON directory.availability REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.availability_changed();
CREATE TRIGGER availability_moved AFTER UPDATE ON directory.availability REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.availability_changed();
CREATE TRIGGER availability_gone AFTER DELETE ON directory.availability REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.availability_changed();

ALTER TABLE directory.changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY changes_are_the_nodes ON directory.changes FOR SELECT USING (kit.realm() = 'node');
REVOKE EXECUTE ON FUNCTION directory.note_changes(text[]) FROM PUBLIC;
GRANT SELECT ON directory.changes TO tolerant_node;
