-- Sealed files that nobody here can read. No column says whose they are, to which letter they belong, or at what moment they
-- came: a row knows a size bucket and a day. What opens and deletes them is kept as commitments only.
CREATE TABLE referrals.blobs (
    id text NOT NULL CONSTRAINT blobs_pk PRIMARY KEY CONSTRAINT blob_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    size int NOT NULL CONSTRAINT blob_size CHECK (size IN (262236, 1048872, 4195416, 16781592, 20976984)),
    received int NOT NULL DEFAULT 0,
    upload_kept bytea NOT NULL CONSTRAINT blob_upload_kept_size CHECK (octet_length(upload_kept) = 32),
    read_kept bytea NOT NULL CONSTRAINT blob_read_kept_size CHECK (octet_length(read_kept) = 32),
    delete_kept bytea NOT NULL CONSTRAINT blob_delete_kept_size CHECK (octet_length(delete_kept) = 32),
    created_on date NOT NULL,
    expires_on date NOT NULL,
    CONSTRAINT blob_received CHECK (received BETWEEN 0 AND size),
    CONSTRAINT blob_limited_in_time CHECK (expires_on > created_on AND expires_on <= created_on + 35)
);
CREATE INDEX blobs_by_end ON referrals.blobs (expires_on);

CREATE TABLE referrals.blob_parts (
    blob_id text NOT NULL CONSTRAINT blob_part_of REFERENCES referrals.blobs (id) ON DELETE CASCADE,
    start int NOT NULL,
    data bytea NOT NULL CONSTRAINT blob_part_size CHECK (octet_length(data) BETWEEN 1 AND 1048576),
    CONSTRAINT blob_parts_pk PRIMARY KEY (blob_id, start)
);
ALTER TABLE referrals.blob_parts ALTER COLUMN data SET STORAGE EXTERNAL;

-- How much an organisation has announced on a day, and nothing of what; it is forgotten after two days.
CREATE TABLE referrals.blob_days (
    member_id text NOT NULL,
    day date NOT NULL,
    bytes bigint NOT NULL CONSTRAINT blob_day_bytes CHECK (bytes >= 0),
    CONSTRAINT blob_days_pk PRIMARY KEY (member_id, day)
);

ALTER TABLE referrals.blobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY blobs_of_nobody ON referrals.blobs USING (kit.realm() = 'node');

ALTER TABLE referrals.blob_parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY blob_parts_of_nobody ON referrals.blob_parts USING (kit.realm() = 'node');

ALTER TABLE referrals.blob_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY blob_days_of_the_member ON referrals.blob_days
    USING (kit.realm() = 'node' OR (kit.realm() = 'member' AND member_id = kit.member()));

GRANT SELECT, INSERT, DELETE ON referrals.blobs, referrals.blob_parts, referrals.blob_days TO tolerant_node;
GRANT UPDATE (received) ON referrals.blobs TO tolerant_node;
GRANT UPDATE (bytes) ON referrals.blob_days TO tolerant_node;
