-- Who may decide what: suspensions that lapse, devices that expire, and officers that only an organisation itself names.

ALTER TABLE network.members ADD COLUMN suspended_until timestamptz, ADD COLUMN braked boolean NOT NULL DEFAULT false;
ALTER TABLE network.devices ADD COLUMN expires_at timestamptz;

-- Who a device speaks for; nothing unless the device, the person and the organisation may all work now.
CREATE OR REPLACE FUNCTION network.caller(device text)
RETURNS TABLE (member_id text, staff_id text, roles text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT d.member_id, d.staff_id, s.roles
    FROM network.devices d
    JOIN network.staff s ON s.id = d.staff_id AND s.active
    JOIN network.members m ON m.id = d.member_id AND m.state = 'ADMITTED'
    WHERE d.id = device AND d.state = 'ACTIVE' AND (d.expires_at IS NULL OR d.expires_at > now())
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

REVOKE UPDATE (officers) ON network.members FROM tolerant_node;
GRANT UPDATE (suspended_until, braked) ON network.members TO tolerant_node;
GRANT UPDATE (expires_at) ON network.devices TO tolerant_node;
REVOKE EXECUTE ON FUNCTION network.name_officers(text, bytea, bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network.name_officers(text, bytea, bytea[]) TO tolerant_node;
