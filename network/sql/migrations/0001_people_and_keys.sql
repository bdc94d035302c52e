-- People and keys: who may work in the network and on which device. The node holds public keys and wraps only.
-- The secretariat admits an organisation and hands out its first invitation; from then on only the organisation's own
-- devices can vouch for its keys.

CREATE SCHEMA network;
GRANT USAGE ON SCHEMA network TO tolerant_node;

CREATE TABLE network.members (
    id text NOT NULL CONSTRAINT members_pk PRIMARY KEY CONSTRAINT member_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    name text NOT NULL CONSTRAINT member_name CHECK (length(btrim(name)) BETWEEN 1 AND 200),
    country text NOT NULL CONSTRAINT member_country CHECK (country ~ '^[A-Z]{2}$'),
    kind text NOT NULL CONSTRAINT member_kind CHECK (kind IN ('SECRETARIAT', 'MEMBER', 'AUDITOR')),
    state text NOT NULL CONSTRAINT member_state CHECK (state IN ('APPLICANT', 'ADMITTED', 'SUSPENDED', 'LEFT')),
    languages text[] NOT NULL CONSTRAINT member_languages CHECK (
        cardinality(languages) BETWEEN 1 AND 20
        AND array_to_string(languages, ' ') ~ '^[A-Za-z0-9-]{2,35}( [A-Za-z0-9-]{2,35})*$'
    ),
    source_id text CONSTRAINT member_source_taken UNIQUE
        CONSTRAINT member_source_form CHECK (source_id ~ '^[A-Za-z0-9_.:-]{1,80}$'),
    admitted_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CONSTRAINT members_id_kind UNIQUE (id, kind)
);
CREATE INDEX members_by_name ON network.members (name, id);

CREATE TABLE network.staff (
    id text NOT NULL CONSTRAINT staff_pk PRIMARY KEY CONSTRAINT staff_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    member_id text NOT NULL,
    kind text NOT NULL,
    display_name text NOT NULL CONSTRAINT staff_name CHECK (length(btrim(display_name)) BETWEEN 1 AND 200),
    roles text[] NOT NULL,
    CONSTRAINT staff_of_member FOREIGN KEY (member_id, kind) REFERENCES network.members (id, kind),
    CONSTRAINT staff_roles_of_kind CHECK (
        cardinality(roles) > 0
        AND roles <@ CASE kind
            WHEN 'MEMBER' THEN ARRAY['CASEWORKER', 'INTAKE', 'ORG_ADMIN']
            WHEN 'SECRETARIAT' THEN ARRAY['SECRETARIAT', 'ORG_ADMIN']
            ELSE ARRAY['AUDITOR', 'ORG_ADMIN']
        END
    ),
    CONSTRAINT staff_id_member UNIQUE (id, member_id)
);
CREATE INDEX staff_by_member ON network.staff (member_id, id);

CREATE TABLE network.invitations (
    token_hash bytea NOT NULL CONSTRAINT invitations_pk PRIMARY KEY
        CONSTRAINT invitation_hash_size CHECK (octet_length(token_hash) = 32),
    member_id text NOT NULL,
    staff_id text NOT NULL,
    founder boolean NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    device_id text,
    CONSTRAINT invitation_for_staff FOREIGN KEY (staff_id, member_id) REFERENCES network.staff (id, member_id),
    CONSTRAINT invitation_used_once CHECK ((used_at IS NULL) = (device_id IS NULL))
);
CREATE INDEX invitations_by_staff ON network.invitations (staff_id);

CREATE TABLE network.devices (
    id text NOT NULL CONSTRAINT device_known PRIMARY KEY CONSTRAINT device_id_form CHECK (id ~ '^[0-9a-f]{32}$'),
    member_id text NOT NULL,
    staff_id text NOT NULL,
    sign bytea NOT NULL CONSTRAINT device_sign_size CHECK (octet_length(sign) = 32),
    seal bytea NOT NULL CONSTRAINT device_seal_size CHECK (octet_length(seal) = 1216),
    state text NOT NULL CONSTRAINT device_state CHECK (state IN ('PENDING', 'ACTIVE', 'REVOKED')),
    officer boolean NOT NULL DEFAULT false,
    statement bytea CONSTRAINT device_statement_size CHECK (octet_length(statement) <= 16384),
    enrolled_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    version int NOT NULL DEFAULT 1,
    CONSTRAINT device_of_staff FOREIGN KEY (staff_id, member_id) REFERENCES network.staff (id, member_id),
    CONSTRAINT device_vouched_for CHECK (state <> 'ACTIVE' OR (statement IS NOT NULL AND expires_at IS NOT NULL)),
    CONSTRAINT device_id_member UNIQUE (id, member_id)
);
CREATE INDEX devices_by_member ON network.devices (member_id, id);

CREATE FUNCTION network.revoked_stays_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'REVOKED' AND NEW.state <> 'REVOKED' THEN
        RAISE EXCEPTION 'a revoked device does not come back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'device_revoked';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER revoked_stays_revoked BEFORE UPDATE ON network.devices
    FOR EACH ROW EXECUTE FUNCTION network.revoked_stays_revoked();

CREATE TABLE network.officers (
    member_id text NOT NULL CONSTRAINT officers_of_member REFERENCES network.members (id),
    seq int NOT NULL CONSTRAINT officers_seq CHECK (seq >= 1),
    statement bytea NOT NULL CONSTRAINT officers_statement_size CHECK (octet_length(statement) <= 16384),
    keys bytea[] NOT NULL CONSTRAINT officers_named CHECK (cardinality(keys) >= 1),
    at timestamptz NOT NULL,
    CONSTRAINT officers_once PRIMARY KEY (member_id, seq)
);
CREATE TRIGGER officers_stay BEFORE UPDATE OR DELETE ON network.officers
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

CREATE TABLE network.assertions (
    device_id text NOT NULL,
    jti text NOT NULL CONSTRAINT assertion_jti_size CHECK (length(jti) BETWEEN 1 AND 128),
    expires_at timestamptz NOT NULL,
    CONSTRAINT assertion_used PRIMARY KEY (device_id, jti)
);
CREATE INDEX assertions_by_end ON network.assertions (expires_at);

CREATE TABLE network.intake_keys (
    member_id text NOT NULL CONSTRAINT intake_key_of_member REFERENCES network.members (id),
    epoch int NOT NULL CONSTRAINT intake_epoch CHECK (epoch >= 1),
    public_key bytea NOT NULL CONSTRAINT intake_key_size CHECK (octet_length(public_key) = 1216),
    statement bytea NOT NULL CONSTRAINT intake_statement_size CHECK (octet_length(statement) <= 16384),
    signer_statement bytea NOT NULL CONSTRAINT intake_signer_size CHECK (octet_length(signer_statement) <= 16384),
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    renewal_due boolean NOT NULL DEFAULT false,
    CONSTRAINT intake_keys_pk PRIMARY KEY (member_id, epoch),
    CONSTRAINT intake_key_ends CHECK (ends_at > begins_at)
);

CREATE TABLE network.intake_wraps (
    member_id text NOT NULL,
    epoch int NOT NULL,
    device_id text NOT NULL,
    wrap bytea NOT NULL CONSTRAINT intake_wrap_size CHECK (octet_length(wrap) = 1168),
    CONSTRAINT intake_wraps_pk PRIMARY KEY (device_id, epoch),
    CONSTRAINT intake_wrap_of_key FOREIGN KEY (member_id, epoch) REFERENCES network.intake_keys (member_id, epoch),
    CONSTRAINT intake_wrap_to_device FOREIGN KEY (device_id, member_id) REFERENCES network.devices (id, member_id)
);

CREATE TABLE network.idempotency (
    scope text NOT NULL,
    key text NOT NULL CONSTRAINT idempotency_key_form CHECK (length(key) BETWEEN 8 AND 128),
    request_hash bytea NOT NULL,
    result text,
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_pk PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_by_age ON network.idempotency (at);

CREATE TABLE network.audit_heads (
    lane text NOT NULL CONSTRAINT audit_heads_pk PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE network.audit (
    lane text NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    member_id text NOT NULL CONSTRAINT audit_member_form CHECK (member_id ~ '^([0-9a-f]{32})?$'),
    device_id text NOT NULL CONSTRAINT audit_device_form CHECK (device_id ~ '^([0-9a-f]{32})?$'),
    action text NOT NULL CONSTRAINT audit_action_form CHECK (action ~ '^[A-Za-z0-9_.:-]{1,80}$'),
    object_type text NOT NULL CONSTRAINT audit_type_form CHECK (object_type ~ '^[A-Za-z0-9_.:-]{0,80}$'),
    object_id text NOT NULL CONSTRAINT audit_object_form CHECK (object_id ~ '^[A-Za-z0-9_@.:-]{0,128}$'),
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (lane, seq)
);
CREATE INDEX audit_by_time ON network.audit (at, lane, seq);
CREATE INDEX audit_by_member ON network.audit (member_id, at, lane, seq);
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON network.audit
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON network.audit
    FOR EACH STATEMENT EXECUTE FUNCTION kit.refuse_change();

-- One chain a lane, and one lane a device, so that two devices never wait for each other. The database makes the link,
-- so whoever may insert still cannot choose the place or the hash. The hashed text is JSON in the one spelling of
-- RFC 8785; the checks above keep every character out that would need an escape.
CREATE FUNCTION network.link_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head network.audit_heads;
BEGIN
    NEW.lane := CASE WHEN NEW.device_id <> '' THEN NEW.device_id WHEN kit.realm() = 'subject' THEN 'subject' ELSE 'node' END;
    SELECT * INTO head FROM network.audit_heads WHERE lane = NEW.lane FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO network.audit_heads (lane, seq, hash) VALUES (NEW.lane, 0, '') ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM network.audit_heads WHERE lane = NEW.lane FOR UPDATE;
    END IF;
    NEW.seq := head.seq + 1;
    NEW.prev_hash := head.hash;
    NEW.hash := sha256(convert_to(format(
        '{"action":"%s","at":"%s","device":"%s","lane":"%s","member":"%s","object":"%s","prev":"%s","seq":%s,"type":"%s"}',
        NEW.action, to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NEW.device_id, NEW.lane,
        NEW.member_id, NEW.object_id, encode(head.hash, 'hex'), NEW.seq, NEW.object_type), 'UTF8'));
    UPDATE network.audit_heads SET seq = NEW.seq, hash = NEW.hash WHERE lane = NEW.lane;
    RETURN NEW;
END
$$;
CREATE TRIGGER audit_linked BEFORE INSERT ON network.audit FOR EACH ROW EXECUTE FUNCTION network.link_audit();
REVOKE EXECUTE ON FUNCTION network.link_audit() FROM PUBLIC;

-- Who stands at the door, found by the device's id alone: the one question that is asked before anybody is known.
CREATE FUNCTION network.at_the_door(device text) RETURNS TABLE (
    id text, sign bytea, state text, expires_at timestamptz, member_id text, member_state text, kind text,
    staff_id text, roles text[]
) LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.id, d.sign, d.state, d.expires_at, d.member_id, m.state, m.kind, d.staff_id, s.roles
    FROM network.devices d
    JOIN network.members m ON m.id = d.member_id
    JOIN network.staff s ON s.id = d.staff_id
    WHERE d.id = device
$$;
REVOKE EXECUTE ON FUNCTION network.at_the_door(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network.at_the_door(text) TO tolerant_node;

-- Whose idempotency keys are looked at: the organisation's own, or those of the one withdrawal that is asked for.
CREATE FUNCTION network.scope() RETURNS text LANGUAGE sql STABLE
    RETURN CASE WHEN kit.realm() = 'subject' THEN 'subject:' || encode(kit.subject(), 'hex') ELSE kit.member() END;

GRANT SELECT, INSERT ON network.members, network.staff, network.officers, network.audit TO tolerant_node;
GRANT UPDATE (state, version) ON network.members TO tolerant_node;
GRANT SELECT, INSERT, DELETE ON network.invitations TO tolerant_node;
GRANT UPDATE (used_at, device_id) ON network.invitations TO tolerant_node;
GRANT SELECT, INSERT ON network.devices TO tolerant_node;
GRANT UPDATE (state, officer, statement, expires_at, revoked_at, version) ON network.devices TO tolerant_node;
GRANT SELECT, INSERT, DELETE ON network.assertions TO tolerant_node;
GRANT SELECT, INSERT ON network.intake_keys TO tolerant_node;
GRANT UPDATE (renewal_due) ON network.intake_keys TO tolerant_node;
GRANT SELECT, INSERT, DELETE ON network.intake_wraps TO tolerant_node;
GRANT SELECT, INSERT, DELETE ON network.idempotency TO tolerant_node;
GRANT UPDATE (key, result) ON network.idempotency TO tolerant_node;
GRANT SELECT ON network.audit_heads TO tolerant_node;

ALTER TABLE network.members ENABLE ROW LEVEL SECURITY;
CREATE POLICY members_seen ON network.members FOR SELECT USING (kit.realm() <> '');
CREATE POLICY members_admitted ON network.members FOR INSERT WITH CHECK (kit.realm() IN ('secretariat', 'node'));
CREATE POLICY members_judged ON network.members FOR UPDATE USING (kit.realm() IN ('secretariat', 'node'));

ALTER TABLE network.staff ENABLE ROW LEVEL SECURITY;
CREATE POLICY staff_seen ON network.staff FOR SELECT USING (kit.realm() = 'node' OR member_id = kit.member());
CREATE POLICY staff_named ON network.staff FOR INSERT
    WITH CHECK (kit.realm() IN ('node', 'secretariat') OR member_id = kit.member());

ALTER TABLE network.invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY invitations_seen ON network.invitations FOR SELECT
    USING (kit.realm() = 'node' OR member_id = kit.member() OR (kit.realm() = 'secretariat' AND founder));
CREATE POLICY invitations_made ON network.invitations FOR INSERT
    WITH CHECK (kit.realm() = 'node' OR (member_id = kit.member() AND NOT founder)
                OR (kit.realm() = 'secretariat' AND founder));
CREATE POLICY invitations_used ON network.invitations FOR UPDATE USING (kit.realm() = 'node');
CREATE POLICY invitations_replaced ON network.invitations FOR DELETE
    USING (used_at IS NULL AND (kit.realm() = 'node' OR member_id = kit.member()
                                OR (kit.realm() = 'secretariat' AND founder)));

ALTER TABLE network.devices ENABLE ROW LEVEL SECURITY;
CREATE POLICY devices_seen ON network.devices FOR SELECT USING (kit.realm() = 'node' OR member_id = kit.member());
CREATE POLICY devices_enrolled ON network.devices FOR INSERT WITH CHECK (kit.realm() = 'node');
CREATE POLICY devices_judged ON network.devices FOR UPDATE USING (member_id = kit.member());

ALTER TABLE network.officers ENABLE ROW LEVEL SECURITY;
CREATE POLICY officers_seen ON network.officers FOR SELECT USING (kit.realm() <> '');
CREATE POLICY officers_founded ON network.officers FOR INSERT WITH CHECK (
    (kit.realm() = 'node' AND seq = 1) OR (member_id = kit.member() AND seq > 1));

ALTER TABLE network.assertions ENABLE ROW LEVEL SECURITY;
CREATE POLICY assertions_of_the_node ON network.assertions USING (kit.realm() = 'node');

ALTER TABLE network.intake_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake_keys_seen ON network.intake_keys FOR SELECT USING (kit.realm() <> '');
CREATE POLICY intake_keys_published ON network.intake_keys FOR INSERT WITH CHECK (member_id = kit.member());
CREATE POLICY intake_keys_marked ON network.intake_keys FOR UPDATE USING (member_id = kit.member());

ALTER TABLE network.intake_wraps ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake_wraps_of_member ON network.intake_wraps USING (member_id = kit.member());

ALTER TABLE network.idempotency ENABLE ROW LEVEL SECURITY;
CREATE POLICY idempotency_in_scope ON network.idempotency USING (kit.realm() = 'node' OR scope = network.scope());

ALTER TABLE network.audit_heads ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_heads_seen ON network.audit_heads FOR SELECT USING (kit.realm() IN ('node', 'auditor'));

ALTER TABLE network.audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_seen ON network.audit FOR SELECT
    USING (kit.realm() IN ('node', 'auditor') OR (kit.realm() <> '' AND member_id = kit.member() AND member_id <> ''));
CREATE POLICY audit_written ON network.audit FOR INSERT
    WITH CHECK (kit.realm() = 'node' OR (kit.realm() = 'subject' AND member_id = '')
                OR (kit.realm() <> '' AND member_id = kit.member() AND member_id <> ''));
