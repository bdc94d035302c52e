-- Recovery inside an organisation: what it opted in to, seeds sealed to its recovery key, and who asked for them when.
-- The node opens none of it, and holds no share.

CREATE TABLE network.recovery (
    member_id text PRIMARY KEY REFERENCES network.members (id),
    ceremony text NOT NULL CHECK (ceremony ~ '^[0-9a-f]{16}$'),
    statement bytea NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE network.recovery_wraps (
    member_id text NOT NULL REFERENCES network.recovery (member_id) ON DELETE CASCADE,
    epoch int NOT NULL,
    wrap bytea NOT NULL CHECK (length(wrap) = 1168),
    PRIMARY KEY (member_id, epoch),
    FOREIGN KEY (member_id, epoch) REFERENCES network.intake_keys (member_id, epoch)
);

CREATE TABLE network.recovery_requests (
    device_id text PRIMARY KEY CHECK (device_id ~ '^[0-9a-f]{32}$'),
    member_id text NOT NULL REFERENCES network.members (id),
    ceremony text NOT NULL,
    sign_key bytea NOT NULL CHECK (length(sign_key) = 32),
    seal_key bytea NOT NULL CHECK (length(seal_key) = 1216),
    requested_at timestamptz NOT NULL,
    ripe_at timestamptz NOT NULL CONSTRAINT recovery_waits_a_day CHECK (ripe_at >= requested_at + interval '24 hours'),
    state text NOT NULL CHECK (state IN ('WAITING', 'STOPPED', 'DONE'))
);
CREATE UNIQUE INDEX recovery_one_waits ON network.recovery_requests (member_id) WHERE state = 'WAITING';

ALTER TABLE network.recovery ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.recovery_wraps ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.recovery_requests ENABLE ROW LEVEL SECURITY;

CREATE POLICY recovery_of_her_own ON network.recovery USING (member_id = kit.member());
CREATE POLICY recovery_wraps_of_her_own ON network.recovery_wraps USING (member_id = kit.member());
CREATE POLICY recovery_requests_of_her_own ON network.recovery_requests USING (member_id = kit.member());

GRANT SELECT, INSERT, DELETE ON network.recovery, network.recovery_wraps TO tolerant_node;
GRANT SELECT, INSERT ON network.recovery_requests TO tolerant_node;
GRANT UPDATE (state) ON network.recovery_requests TO tolerant_node;

-- Make a recovered device an organisation's only one, once its request is ripe; gives the person whose device it is.
CREATE FUNCTION network.take_over(asked text, moment timestamptz, vouched bytea, named bytea)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    request network.recovery_requests;
    person text;
BEGIN
    UPDATE network.recovery_requests r SET state = 'DONE'
    WHERE r.device_id = asked AND r.member_id = kit.member() AND r.state = 'WAITING' AND r.ripe_at <= moment
    RETURNING * INTO request;
    SELECT s.id INTO person FROM network.staff s WHERE s.member_id = request.member_id AND s.active
        AND 'ORG_ADMIN' = ANY(s.roles) ORDER BY s.created_at, s.id LIMIT 1;
    IF person IS NULL THEN
        RAISE EXCEPTION 'this recovery is not ripe' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE network.devices d SET state = 'REVOKED', officer = false, version = d.version + 1
    WHERE d.member_id = request.member_id AND d.state <> 'REVOKED';
    UPDATE network.members m SET officers = named, version = m.version + 1 WHERE m.id = request.member_id;
    INSERT INTO network.devices (id, member_id, staff_id, sign_key, seal_key, state, officer, statement, enrolled_at)
    VALUES (asked, request.member_id, person, request.sign_key, request.seal_key, 'ACTIVE', true, vouched, moment);
    RETURN person;
END
$$;
REVOKE EXECUTE ON FUNCTION network.take_over(text, timestamptz, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network.take_over(text, timestamptz, bytea, bytea) TO tolerant_node;
