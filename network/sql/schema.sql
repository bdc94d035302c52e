-- The readable whole: members, their staff and devices, the keys that referrals are sealed to, the audit trail, and the
-- key log.
-- Realms: 'member', 'secretariat' and 'auditor' are signed-in people; 'node' is the node's own act; 'subject' is she.

CREATE SCHEMA network;

CREATE TABLE network.members (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    kind text NOT NULL CHECK (kind IN ('SECRETARIAT', 'MEMBER', 'AUDITOR')),
    state text NOT NULL CHECK (state IN ('APPLICANT', 'ADMITTED', 'SUSPENDED', 'LEFT')),
    officers bytea,
    admitted_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    suspended_until timestamptz,
    braked boolean NOT NULL DEFAULT false,
    vouched_until timestamptz
);

CREATE TABLE network.staff (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    member_id text NOT NULL REFERENCES network.members (id),
    display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 100),
    roles text[] NOT NULL CHECK (
        cardinality(roles) BETWEEN 1 AND 5
        AND roles <@ ARRAY['CASEWORKER', 'INTAKE', 'ORG_ADMIN', 'SECRETARIAT', 'AUDITOR']
    ),
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    UNIQUE (id, member_id)
);
CREATE INDEX staff_member ON network.staff (member_id);

CREATE TABLE network.invitations (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    member_id text NOT NULL,
    staff_id text NOT NULL,
    founder boolean NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    FOREIGN KEY (staff_id, member_id) REFERENCES network.staff (id, member_id)
);

CREATE TABLE network.devices (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    member_id text NOT NULL,
    staff_id text NOT NULL,
    sign_key bytea NOT NULL CHECK (length(sign_key) = 32),
    seal_key bytea NOT NULL CHECK (length(seal_key) = 1216),
    state text NOT NULL CHECK (state IN ('PENDING', 'ACTIVE', 'REVOKED')),
    officer boolean NOT NULL DEFAULT false,
    statement bytea,
    enrolled_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    expires_at timestamptz,
    FOREIGN KEY (staff_id, member_id) REFERENCES network.staff (id, member_id),
    CONSTRAINT devices_active_has_statement CHECK (state <> 'ACTIVE' OR statement IS NOT NULL)
);
CREATE INDEX devices_member ON network.devices (member_id);

CREATE TABLE network.assertions (
    jti_hash bytea CONSTRAINT assertions_used_once PRIMARY KEY CHECK (length(jti_hash) = 32),
    expires_at timestamptz NOT NULL
);
CREATE INDEX assertions_expiry ON network.assertions (expires_at);

CREATE TABLE network.intake_keys (
    member_id text NOT NULL REFERENCES network.members (id),
    epoch int NOT NULL CHECK (epoch >= 1),
    public_key bytea NOT NULL CHECK (length(public_key) = 1216),
    statement bytea NOT NULL,
    not_before timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > not_before),
    shredded_at timestamptz,  -- since when the node keeps no seed of it
    CONSTRAINT intake_keys_epoch_once PRIMARY KEY (member_id, epoch)
);

CREATE TABLE network.intake_wraps (
    member_id text NOT NULL,
    epoch int NOT NULL,
    device_id text NOT NULL REFERENCES network.devices (id),
    wrap bytea NOT NULL CHECK (length(wrap) = 1168),
    PRIMARY KEY (member_id, epoch, device_id),
    FOREIGN KEY (member_id, epoch) REFERENCES network.intake_keys (member_id, epoch)
);

CREATE TABLE network.audit_heads (
    lane text PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE network.audit (
    lane text NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    member_id text NOT NULL,
    staff_id text NOT NULL,
    action text NOT NULL CHECK (action ~ '^[A-Za-z0-9_:.-]{1,80}$'),
    object_type text NOT NULL CHECK (object_type ~ '^[A-Za-z0-9_]{0,40}$'),
    object_id text NOT NULL CHECK (object_id ~ '^[A-Za-z0-9_-]{0,64}$'),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (lane, seq)
);
CREATE INDEX audit_member ON network.audit (member_id, at DESC, lane, seq);
CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON network.audit
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

CREATE TABLE network.idempotency (
    member_id text NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 8 AND 100),
    request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
    result text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_key_once PRIMARY KEY (member_id, key)
);

-- Who a device speaks for; nothing unless the device, the person and the organisation may all work now.
CREATE FUNCTION network.caller(device text)
RETURNS TABLE (member_id text, staff_id text, roles text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT d.member_id, d.staff_id, s.roles
    FROM network.devices d
    JOIN network.staff s ON s.id = d.staff_id AND s.active
    JOIN network.members m ON m.id = d.member_id AND m.state = 'ADMITTED'
    WHERE d.id = device AND d.state = 'ACTIVE' AND (d.expires_at IS NULL OR d.expires_at > now())
$$;

-- Whether nobody has enrolled for a member yet: only then may the secretariat invite its founder.
CREATE FUNCTION network.unfounded(member text)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT NOT EXISTS (SELECT FROM network.devices d WHERE d.member_id = member)
$$;

-- Keep an organisation's own word on who may vouch for its devices. The secretariat's people never say it for others.
CREATE FUNCTION network.name_officers(member text, statement bytea, keys bytea[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF NOT (member = kit.member() OR kit.realm() = 'node') THEN
        RAISE EXCEPTION 'an organisation names its officers itself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE network.members SET officers = statement, version = version + 1 WHERE id = member;
    UPDATE network.devices SET officer = sign_key = ANY(keys), version = version + 1
    WHERE member_id = member AND officer <> (sign_key = ANY(keys));
END
$$;

-- What a key was used for; the lock makes two requests with one key wait for each other.
CREATE FUNCTION network.recall(wanted text)
RETURNS TABLE (request_hash bytea, result text)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(kit.member() || ' ' || wanted, 7451022));
    RETURN QUERY SELECT i.request_hash, i.result FROM network.idempotency i
        WHERE i.member_id = kit.member() AND i.key = wanted;
END
$$;

-- Add one line to a lane of the audit trail; the hash covers the line and all lines before it.
CREATE FUNCTION network.record(
    lane text, moment timestamptz, written text, member text, staff text, action text, object_type text, object_id text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH head AS (
        INSERT INTO network.audit_heads AS h (lane, seq, hash)
        VALUES (record.lane, 1, sha256(convert_to(concat_ws(chr(31), '1', written, member, staff, record.action,
            record.object_type, record.object_id), 'UTF8')))
        ON CONFLICT ON CONSTRAINT audit_heads_pkey DO UPDATE SET seq = h.seq + 1,
            hash = sha256(h.hash || convert_to(concat_ws(chr(31), (h.seq + 1)::text, written, member, staff,
                record.action, record.object_type, record.object_id), 'UTF8'))
        RETURNING h.seq, h.hash
    )
    INSERT INTO network.audit (lane, seq, at, member_id, staff_id, action, object_type, object_id, hash)
    SELECT record.lane, head.seq, moment, member, staff, record.action, record.object_type, record.object_id, head.hash
    FROM head;
END
$$;

-- Keep the result of a write under its idempotency key.
CREATE FUNCTION network.remember(member text, wanted text, asked bytea, answer text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO network.idempotency (member_id, key, request_hash, result) VALUES (member, wanted, asked, answer);
END
$$;

-- The key that an organisation is sealed to at a moment; none while it is suspended.
CREATE FUNCTION network.intake_key_at(wanted text, moment timestamptz)
RETURNS TABLE (member_id text, epoch int, public_key bytea, statement bytea, not_before timestamptz,
    expires_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT k.member_id, k.epoch, k.public_key, k.statement, k.not_before, k.expires_at
    FROM network.intake_keys k JOIN network.members m ON m.id = k.member_id AND m.state = 'ADMITTED'
    WHERE k.member_id = wanted AND k.not_before <= moment AND k.expires_at > moment ORDER BY k.epoch DESC LIMIT 1
$$;

-- Whether the board vouches for an organisation at a moment; asked within questions that say only themselves who asks.
CREATE FUNCTION network.vouched_for(wanted text, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT coalesce((SELECT m.vouched_until > moment FROM network.members m WHERE m.id = wanted), false)
$$;

ALTER TABLE network.members ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.devices ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.assertions ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.intake_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.intake_wraps ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE network.idempotency ENABLE ROW LEVEL SECURITY;

CREATE POLICY members_are_known ON network.members FOR SELECT USING (kit.realm() <> '');
CREATE POLICY members_are_admitted ON network.members FOR INSERT
    WITH CHECK (kit.realm() IN ('secretariat', 'node'));
CREATE POLICY members_are_changed ON network.members FOR UPDATE USING (kit.realm() IN ('secretariat', 'node'));

CREATE POLICY staff_of_her_own ON network.staff FOR SELECT
    USING (member_id = kit.member() OR kit.realm() = 'node');
CREATE POLICY staff_is_invited ON network.staff FOR INSERT WITH CHECK (
    member_id = kit.member() OR kit.realm() = 'node'
    OR (kit.realm() = 'secretariat' AND network.unfounded(member_id))
);

CREATE POLICY invitations_of_her_own ON network.invitations FOR SELECT
    USING (member_id = kit.member() OR kit.realm() = 'node');
CREATE POLICY invitations_are_given ON network.invitations FOR INSERT WITH CHECK (
    kit.realm() = 'node'
    OR (member_id = kit.member() AND NOT founder)
    OR (kit.realm() = 'secretariat' AND founder AND network.unfounded(member_id))
);
CREATE POLICY invitations_are_used ON network.invitations FOR UPDATE USING (kit.realm() = 'node');

CREATE POLICY devices_of_her_own ON network.devices FOR SELECT
    USING (member_id = kit.member() OR kit.realm() = 'node');
CREATE POLICY devices_enrol ON network.devices FOR INSERT WITH CHECK (kit.realm() = 'node');
CREATE POLICY devices_are_changed ON network.devices FOR UPDATE USING (member_id = kit.member());

CREATE POLICY assertions_of_the_node ON network.assertions USING (kit.realm() = 'node');

CREATE POLICY intake_keys_are_known ON network.intake_keys FOR SELECT USING (kit.realm() <> '');
CREATE POLICY intake_keys_are_published ON network.intake_keys FOR INSERT WITH CHECK (member_id = kit.member());
CREATE POLICY intake_keys_end ON network.intake_keys FOR UPDATE USING (kit.realm() = 'node');

CREATE POLICY intake_wraps_of_her_own ON network.intake_wraps FOR SELECT USING (member_id = kit.member());
CREATE POLICY intake_wraps_are_given ON network.intake_wraps FOR INSERT WITH CHECK (member_id = kit.member());
CREATE POLICY intake_wraps_of_the_node ON network.intake_wraps FOR SELECT USING (kit.realm() = 'node');
CREATE POLICY intake_wraps_end ON network.intake_wraps FOR DELETE USING (kit.realm() = 'node');

CREATE POLICY audit_heads_grow ON network.audit_heads USING (kit.realm() <> '');
CREATE POLICY audit_of_her_own ON network.audit FOR SELECT
    USING (member_id = kit.member() OR kit.realm() IN ('auditor', 'node'));
CREATE POLICY audit_is_written ON network.audit FOR INSERT
    WITH CHECK (member_id = kit.member() OR kit.realm() IN ('node', 'subject'));

CREATE POLICY idempotency_of_her_own ON network.idempotency USING (member_id = kit.member());

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA network FROM PUBLIC;
GRANT USAGE ON SCHEMA network TO tolerant_node;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA network TO tolerant_node;
GRANT SELECT, INSERT ON network.members, network.staff, network.invitations, network.devices TO tolerant_node;
GRANT UPDATE (state, version, suspended_until, braked, vouched_until) ON network.members TO tolerant_node;
GRANT UPDATE (used_at) ON network.invitations TO tolerant_node;
GRANT UPDATE (state, officer, statement, version, expires_at) ON network.devices TO tolerant_node;
GRANT SELECT, INSERT, DELETE ON network.assertions TO tolerant_node;
GRANT SELECT, INSERT ON network.intake_keys, network.intake_wraps, network.audit, network.idempotency TO tolerant_node;
GRANT UPDATE (shredded_at) ON network.intake_keys TO tolerant_node;
GRANT DELETE ON network.intake_wraps TO tolerant_node;
GRANT SELECT, INSERT, UPDATE ON network.audit_heads TO tolerant_node;


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

-- What an organisation opted in to, seeds sealed to its recovery key, and who asked for them when.
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
CREATE POLICY recovery_wraps_of_the_node ON network.recovery_wraps FOR SELECT USING (kit.realm() = 'node');
CREATE POLICY recovery_wraps_end ON network.recovery_wraps FOR DELETE USING (kit.realm() = 'node');
CREATE POLICY recovery_requests_of_her_own ON network.recovery_requests USING (member_id = kit.member());
CREATE POLICY recovery_requests_of_the_node ON network.recovery_requests FOR SELECT USING (kit.realm() = 'node');

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

-- What a new device and the officer's device that answers it say to each other, so that both show one short code.
CREATE TABLE network.pairings (
    device_id text PRIMARY KEY REFERENCES network.devices (id),
    member_id text NOT NULL REFERENCES network.members (id),
    commitment bytea NOT NULL CHECK (length(commitment) = 32),
    answered_by text REFERENCES network.devices (id),
    answer bytea CHECK (length(answer) = 32),
    opening bytea CHECK (length(opening) = 32),
    CONSTRAINT pairings_go_in_order CHECK (
        (answer IS NULL) = (answered_by IS NULL) AND (opening IS NULL OR answer IS NOT NULL)
    )
);

ALTER TABLE network.pairings ENABLE ROW LEVEL SECURITY;

CREATE POLICY pairings_of_her_own ON network.pairings USING (member_id = kit.member() OR kit.realm() = 'node');

GRANT SELECT, INSERT ON network.pairings TO tolerant_node;
GRANT UPDATE (answered_by, answer, opening) ON network.pairings TO tolerant_node;

-- Where a member of staff wants to be told that there is something new; never a woman's address.

CREATE TABLE network.mail (
    staff_id text NOT NULL CONSTRAINT mail_pk PRIMARY KEY,
    member_id text NOT NULL,
    address text NOT NULL CONSTRAINT mail_address_length CHECK (length(address) BETWEEN 3 AND 254),
    language text NOT NULL CONSTRAINT mail_language_form CHECK (language ~ '^[a-z]{2,3}$'),
    zone text NOT NULL,
    quiet_from int NOT NULL CONSTRAINT mail_quiet_from CHECK (quiet_from BETWEEN 0 AND 23),
    quiet_to int NOT NULL CONSTRAINT mail_quiet_to CHECK (quiet_to BETWEEN 0 AND 23),
    every_minutes int NOT NULL CONSTRAINT mail_every CHECK (every_minutes BETWEEN 5 AND 1440),
    code_hash bytea CONSTRAINT mail_code_size CHECK (octet_length(code_hash) = 32),
    code_until timestamptz,
    code_tries int NOT NULL DEFAULT 0,
    codes_on date,
    codes int NOT NULL DEFAULT 0,
    confirmed_at timestamptz,
    told_at timestamptz,
    next_at timestamptz,
    failures int NOT NULL DEFAULT 0,
    FOREIGN KEY (staff_id, member_id) REFERENCES network.staff (id, member_id)
);
CREATE INDEX mail_due ON network.mail (next_at) WHERE confirmed_at IS NOT NULL;

ALTER TABLE network.mail ENABLE ROW LEVEL SECURITY;
CREATE POLICY mail_of_herself ON network.mail
    USING (kit.realm() = 'node' OR (member_id = kit.member() AND staff_id = kit.staff()));
GRANT SELECT, INSERT, UPDATE, DELETE ON network.mail TO tolerant_node;

-- The name under which an organisation is shown to kinds of services that must not learn what it does.
CREATE TABLE network.neutral_names (
    member_id text NOT NULL CONSTRAINT neutral_names_pk PRIMARY KEY REFERENCES network.members (id),
    name text NOT NULL CONSTRAINT neutral_name_length CHECK (length(name) BETWEEN 1 AND 100),
    set_at timestamptz NOT NULL
);

ALTER TABLE network.neutral_names ENABLE ROW LEVEL SECURITY;
CREATE POLICY neutral_names_are_shown ON network.neutral_names FOR SELECT USING (kit.realm() <> '');
CREATE POLICY neutral_names_are_set ON network.neutral_names FOR INSERT WITH CHECK (member_id = kit.member());
CREATE POLICY neutral_names_are_changed ON network.neutral_names FOR UPDATE USING (member_id = kit.member());
GRANT SELECT, INSERT, UPDATE ON network.neutral_names TO tolerant_node;
