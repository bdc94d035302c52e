-- member
-- One organisation.
SELECT id, name, country, kind, state, officers, admitted_at, version FROM network.members WHERE id = $1

-- members_page
-- Organisations by name, after the last one shown.
SELECT id, name, country, kind, state, officers, admitted_at, version FROM network.members
WHERE (name, id) > ($1, $2) ORDER BY name, id LIMIT $3

-- any_secretariat
-- Whether the network has been founded.
SELECT EXISTS (SELECT FROM network.members WHERE kind = 'SECRETARIAT')

-- add_member
-- Admit an organisation.
INSERT INTO network.members (id, name, country, kind, state, admitted_at) VALUES ($1, $2, $3, $4, $5, $6)

-- set_member_state
-- Suspend or reinstate an organisation, if nobody was quicker.
UPDATE network.members SET state = $3, version = version + 1 WHERE id = $1 AND version = $2
RETURNING id, name, country, kind, state, officers, admitted_at, version

-- set_officers
-- Keep the organisation's own word on who may vouch for its devices.
UPDATE network.members SET officers = $2, version = version + 1 WHERE id = $1

-- staff_member
-- One person of an organisation.
SELECT id, member_id, display_name, roles, active FROM network.staff WHERE id = $1

-- add_staff
-- Enter a person.
INSERT INTO network.staff (id, member_id, display_name, roles, created_at) VALUES ($1, $2, $3, $4, $5)

-- add_invitation
-- Keep the hash of a one-time invitation.
INSERT INTO network.invitations (token_hash, member_id, staff_id, founder, expires_at) VALUES ($1, $2, $3, $4, $5)

-- use_invitation
-- Use an invitation up, once.
UPDATE network.invitations SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
RETURNING member_id, staff_id, founder

-- device
-- One device.
SELECT id, member_id, staff_id, sign_key, seal_key, state, officer, statement, enrolled_at, version
FROM network.devices WHERE id = $1

-- active_officers
-- How many devices of an organisation may vouch for others.
SELECT count(*) FROM network.devices WHERE member_id = $1 AND officer AND state = 'ACTIVE'

-- devices_of
-- The devices of an organisation, with the roles of the people who hold them.
SELECT d.id, d.member_id, d.staff_id, d.sign_key, d.seal_key, d.state, d.officer, d.statement, d.enrolled_at, d.version,
    s.display_name, s.roles
FROM network.devices d JOIN network.staff s ON s.id = d.staff_id
WHERE d.member_id = $1 ORDER BY d.enrolled_at, d.id

-- add_device
-- Enter a device with the public keys that it made itself.
INSERT INTO network.devices (id, member_id, staff_id, sign_key, seal_key, state, officer, statement, enrolled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- approve_device
-- Take a device in, on an officer's statement.
UPDATE network.devices SET state = 'ACTIVE', statement = $3, officer = $4, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'PENDING'
RETURNING id, member_id, staff_id, sign_key, seal_key, state, officer, statement, enrolled_at, version

-- revoke_device
-- Shut a device out at once.
UPDATE network.devices SET state = 'REVOKED', version = version + 1 WHERE id = $1 AND version = $2
RETURNING id, member_id, staff_id, sign_key, seal_key, state, officer, statement, enrolled_at, version

-- caller
-- Who a device speaks for, if it may work now.
SELECT member_id, staff_id, roles FROM network.caller($1)

-- use_assertion
-- Remember a sign-in's number, so that nobody signs in with it again.
INSERT INTO network.assertions (jti_hash, expires_at) VALUES ($1, $2)

-- forget_assertions
-- Forget the numbers that no longer matter.
DELETE FROM network.assertions WHERE expires_at < $1

-- intake_key
-- The key that an organisation is sealed to now; none while it is suspended.
SELECT member_id, epoch, public_key, statement, not_before, expires_at FROM network.intake_key_at($1, $2)

-- newest_epoch
-- The number of an organisation's newest intake key.
SELECT coalesce(max(epoch), 0) FROM network.intake_keys WHERE member_id = $1

-- add_intake_key
-- Publish an intake key.
INSERT INTO network.intake_keys (member_id, epoch, public_key, statement, not_before, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)

-- add_intake_wrap
-- Hand an intake seed, sealed, to one device.
INSERT INTO network.intake_wraps (member_id, epoch, device_id, wrap) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING

-- intake_wraps_for
-- The intake seeds that a device can open.
SELECT w.epoch, w.wrap, k.public_key, k.statement, k.expires_at
FROM network.intake_wraps w JOIN network.intake_keys k ON k.member_id = w.member_id AND k.epoch = w.epoch
WHERE w.device_id = $1 ORDER BY w.epoch DESC

-- record
-- Add one line to a lane of the audit trail.
SELECT network.record($1, $2, $3, $4, $5, $6, $7, $8)

-- audit_lane
-- One lane of the audit trail, from its start.
SELECT seq, at, member_id, staff_id, action, object_type, object_id, hash FROM network.audit WHERE lane = $1 ORDER BY seq

-- audit_page
-- The audit trail, newest first, after the last line shown.
SELECT lane, seq, at, member_id, staff_id, action, object_type, object_id FROM network.audit
WHERE (at, lane, seq) < ($1, $2, $3) ORDER BY at DESC, lane DESC, seq DESC LIMIT $4

-- recall
-- What this idempotency key was used for.
SELECT request_hash, result FROM network.recall($1)

-- remember
-- Keep the result of a write under its idempotency key.
SELECT network.remember($1, $2, $3, $4)
