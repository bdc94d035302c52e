-- The words of a version as everybody is shown them, byte for byte, with the salt under which the key log holds their
-- hash: made when a reviewer first asks for them, and never changed.
CREATE TABLE directory.listed_words (
    listing_id text NOT NULL,
    number int NOT NULL,
    salt bytea NOT NULL CHECK (length(salt) = 32),
    words bytea NOT NULL CHECK (length(words) > 0),
    PRIMARY KEY (listing_id, number),
    FOREIGN KEY (listing_id, number) REFERENCES directory.listing_versions (listing_id, number)
);
CREATE TRIGGER words_are_kept BEFORE UPDATE OR DELETE ON directory.listed_words
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
ALTER TABLE directory.listed_words ENABLE ROW LEVEL SECURITY;
CREATE POLICY words_seen ON directory.listed_words FOR SELECT USING (EXISTS (
    SELECT FROM directory.listing_versions v WHERE v.listing_id = listed_words.listing_id
        AND v.number = listed_words.number));
CREATE POLICY words_written ON directory.listed_words FOR INSERT WITH CHECK (kit.realm() = 'secretariat');
GRANT SELECT, INSERT ON directory.listed_words TO tolerant_node;

-- Whoever approves signs the words for the key log; reviews from before there was this are left as they are.
ALTER TABLE directory.reviews ADD COLUMN listed bytea;
ALTER TABLE directory.reviews ADD CONSTRAINT reviews_approve_for_the_log
    CHECK (verdict <> 'APPROVE' OR listed IS NOT NULL) NOT VALID;
