-- The key log: what everybody must see alike, in one order, never changed; and what this node saw of other logs.

CREATE TABLE network.log_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    size bigint NOT NULL CHECK (size >= 0),
    frontier bytea NOT NULL CHECK (length(frontier) >= 8)
);

CREATE TABLE network.log_entries (
    index bigint PRIMARY KEY CHECK (index >= 0),
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z-]*\.v[0-9]+$'),
    member_id text CHECK (member_id ~ '^[0-9a-f]{32}$'),
    leaf bytea NOT NULL CHECK (length(leaf) BETWEEN 1 AND 16384),
    leaf_hash bytea NOT NULL CONSTRAINT log_entries_once UNIQUE CHECK (length(leaf_hash) = 32)
);
CREATE INDEX log_entries_kind ON network.log_entries (kind, member_id, index);

CREATE TABLE network.log_nodes (
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 52),
    index bigint NOT NULL CHECK (index >= 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, index)
);

CREATE TABLE network.log_checkpoints (
    size bigint PRIMARY KEY CHECK (size >= 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    note bytea NOT NULL,
    signed_at timestamptz NOT NULL
);

CREATE TABLE network.log_cosignatures (
    size bigint NOT NULL REFERENCES network.log_checkpoints (size),
    witness text NOT NULL,
    at bigint NOT NULL,
    line bytea NOT NULL,
    PRIMARY KEY (size, witness)
);

CREATE TABLE network.log_witnessed (
    origin text PRIMARY KEY CHECK (length(origin) BETWEEN 1 AND 255),
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    note bytea NOT NULL,
    at timestamptz NOT NULL
);

-- Refuse whatever would make a log smaller, or change what it was at one size.
CREATE FUNCTION network.log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size OR (TG_TABLE_NAME = 'log_witnessed' AND NEW.size = OLD.size
            AND (to_jsonb(NEW) ->> 'root') IS DISTINCT FROM (to_jsonb(OLD) ->> 'root')) THEN
        RAISE EXCEPTION 'a log only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER log_entries_are_kept BEFORE UPDATE OR DELETE ON network.log_entries
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER log_nodes_are_kept BEFORE UPDATE OR DELETE ON network.log_nodes
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER log_checkpoints_are_kept BEFORE UPDATE OR DELETE ON network.log_checkpoints
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER log_head_is_kept BEFORE DELETE ON network.log_head
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER log_head_grows BEFORE UPDATE ON network.log_head
    FOR EACH ROW EXECUTE FUNCTION network.log_only_grows();
CREATE TRIGGER log_witnessed_is_kept BEFORE DELETE ON network.log_witnessed
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER log_witnessed_grows BEFORE UPDATE ON network.log_witnessed
    FOR EACH ROW EXECUTE FUNCTION network.log_only_grows();

INSERT INTO network.log_head (size, frontier) VALUES (0, '\x0000000000000000');

-- Let one transaction at a time grow or sign the log; it is the last lock that a transaction takes.
CREATE FUNCTION network.log_lock(OUT size bigint, OUT frontier bytea)
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    SELECT h.size, h.frontier FROM network.log_head h FOR UPDATE
$$;

-- Write one entry behind the last one, with the subtrees that it completes (of 1, 2, 4 ... leaves) and the new frontier.
CREATE FUNCTION network.log_grow(was bigint, kind text, member text, leaf bytea, made bytea[], grown bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    UPDATE network.log_head SET size = was + 1, frontier = grown WHERE size = was;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the log is not of this size' USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO network.log_entries (index, kind, member_id, leaf, leaf_hash)
    VALUES (was, log_grow.kind, nullif(member, ''), log_grow.leaf, made[1]);
    INSERT INTO network.log_nodes (level, index, hash)
    SELECT n - 1, was >> (n - 1), made[n] FROM generate_subscripts(made, 1) AS n;
END
$$;

-- Keep the signed state of the log as it is now; two states of one size are impossible.
CREATE FUNCTION network.log_sign(signed bigint, root bytea, note bytea, moment timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM FROM network.log_head WHERE size = signed FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the log is not of this size' USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO network.log_checkpoints (size, root, note, signed_at)
    VALUES (signed, log_sign.root, log_sign.note, moment);
END
$$;

ALTER TABLE network.log_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.log_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.log_nodes ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.log_checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.log_cosignatures ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.log_witnessed ENABLE ROW LEVEL SECURITY;

CREATE POLICY log_head_is_known ON network.log_head FOR SELECT USING (kit.realm() <> '');
CREATE POLICY log_entries_are_known ON network.log_entries FOR SELECT USING (kit.realm() <> '');
CREATE POLICY log_nodes_are_known ON network.log_nodes FOR SELECT USING (kit.realm() <> '');
CREATE POLICY log_checkpoints_are_known ON network.log_checkpoints FOR SELECT USING (kit.realm() <> '');
CREATE POLICY log_cosignatures_are_known ON network.log_cosignatures FOR SELECT USING (kit.realm() <> '');
CREATE POLICY log_cosignatures_are_given ON network.log_cosignatures FOR INSERT WITH CHECK (kit.realm() = 'node');
CREATE POLICY log_cosignatures_are_renewed ON network.log_cosignatures FOR UPDATE USING (kit.realm() = 'node');
CREATE POLICY log_witnessed_of_the_node ON network.log_witnessed USING (kit.realm() = 'node');

REVOKE EXECUTE ON FUNCTION network.log_lock(), network.log_grow(bigint, text, text, bytea, bytea[], bytea),
    network.log_sign(bigint, bytea, bytea, timestamptz), network.log_only_grows() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network.log_lock(), network.log_grow(bigint, text, text, bytea, bytea[], bytea),
    network.log_sign(bigint, bytea, bytea, timestamptz), network.log_only_grows() TO tolerant_node;
GRANT SELECT ON network.log_head, network.log_entries, network.log_nodes, network.log_checkpoints TO tolerant_node;
GRANT SELECT, INSERT ON network.log_cosignatures, network.log_witnessed TO tolerant_node;
GRANT UPDATE (at, line) ON network.log_cosignatures TO tolerant_node;
GRANT UPDATE (size, root, note, at) ON network.log_witnessed TO tolerant_node;
