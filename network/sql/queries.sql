-- member
-- One organisation.
SELECT id, name, country, kind, state, languages, source_id, admitted_at, version
FROM network.members WHERE id = $1

-- members_page
-- Organisations by name, after a given one.
SELECT id, name, country, kind, state, languages, source_id, admitted_at, version
FROM network.members WHERE (name, id) > ($1, $2) ORDER BY name, id LIMIT $3

-- add_member
-- Admit an organisation.
INSERT INTO network.members (id, name, country, kind, state, languages, source_id, admitted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- judge_member
-- Change an organisation's state, if nobody was faster.
UPDATE network.members SET state = $2, version = version + 1 WHERE id = $1 AND version = $3
RETURNING id, name, country, kind, state, languages, source_id, admitted_at, version

-- has_secretariat
-- Tell whether the network has begun; whoever asks waits for whoever begins it.
SELECT EXISTS (SELECT FROM network.members WHERE kind = 'SECRETARIAT')
FROM (SELECT pg_advisory_xact_lock(7451022)) AS one_at_a_time

-- add_staff
-- Name a person who works at a member.
INSERT INTO network.staff (id, member_id, kind, display_name, roles) VALUES ($1, $2, $3, $4, $5)

-- staff
-- The organisation's people, or one of them.
SELECT id, member_id, display_name, roles FROM network.staff
WHERE member_id = $1 AND ($2 = '' OR id = $2) ORDER BY display_name, id

-- add_invitation
-- Keep the hash of what was handed over.
INSERT INTO network.invitations (token_hash, member_id, staff_id, founder, expires_at) VALUES ($1, $2, $3, $4, $5)

-- drop_invitations
-- Let an unused invitation of a person end, because a new one takes its place.
DELETE FROM network.invitations WHERE staff_id = $1 AND used_at IS NULL RETURNING member_id

-- invitation
-- Find what a token stands for, and let nobody else use it meanwhile.
SELECT token_hash, member_id, staff_id, founder, expires_at, device_id
FROM network.invitations WHERE token_hash = $1 FOR UPDATE

-- use_invitation
-- Let an invitation end with the device that it let in.
UPDATE network.invitations SET used_at = $3, device_id = $2 WHERE token_hash = $1

-- founder_of
-- The person whose unused invitation founds an organisation.
SELECT staff_id FROM network.invitations WHERE member_id = $1 AND founder AND used_at IS NULL

-- device
-- One device.
SELECT id, member_id, staff_id, sign, seal, state, officer, statement, enrolled_at, expires_at, revoked_at, version
FROM network.devices WHERE id = $1

-- devices
-- The organisation's devices.
SELECT id, member_id, staff_id, sign, seal, state, officer, statement, enrolled_at, expires_at, revoked_at, version
FROM network.devices WHERE member_id = $1 ORDER BY enrolled_at, id

-- hold_devices
-- The organisation's devices, one change at a time.
SELECT id, member_id, staff_id, sign, seal, state, officer, statement, enrolled_at, expires_at, revoked_at, version
FROM network.devices WHERE member_id = $1 ORDER BY id FOR UPDATE

-- add_device
-- Keep a device's public keys.
INSERT INTO network.devices
    (id, member_id, staff_id, sign, seal, state, officer, statement, enrolled_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- judge_device
-- Change what a device may do, if nobody was faster.
UPDATE network.devices SET state = $2, officer = $3, statement = $4, expires_at = $5, revoked_at = $6,
    version = version + 1
WHERE id = $1 AND version = $7
RETURNING id, member_id, staff_id, sign, seal, state, officer, statement, enrolled_at, expires_at, revoked_at, version

-- at_the_door
-- Who asks to come in.
SELECT id, sign, state, expires_at, member_id, member_state, kind, staff_id, roles FROM network.at_the_door($1)

-- use_assertion
-- Let a sign-in be used once.
INSERT INTO network.assertions (device_id, jti, expires_at) VALUES ($1, $2, $3)

-- officers
-- The latest list of who may vouch for an organisation's devices.
SELECT member_id, seq, statement, keys FROM network.officers WHERE member_id = $1 ORDER BY seq DESC LIMIT 1

-- add_officers
-- Keep the next list of officers.
INSERT INTO network.officers (member_id, seq, statement, keys, at) VALUES ($1, $2, $3, $4, $5)

-- current_intake_key
-- The latest intake key of an admitted organisation that is in use now.
SELECT k.member_id, k.epoch, k.public_key, k.statement, k.signer_statement, k.begins_at, k.ends_at, k.renewal_due
FROM network.intake_keys k JOIN network.members m ON m.id = k.member_id
WHERE k.member_id = $1 AND m.state = 'ADMITTED' AND k.begins_at <= $2 AND k.ends_at > $2
ORDER BY k.epoch DESC LIMIT 1

-- latest_epoch
-- The number of the organisation's newest intake key.
SELECT coalesce(max(epoch), 0)::int FROM network.intake_keys WHERE member_id = $1

-- has_epoch
-- Tell whether the organisation published this intake key.
SELECT EXISTS (SELECT FROM network.intake_keys WHERE member_id = $1 AND epoch = $2)

-- add_intake_key
-- Publish an intake key.
INSERT INTO network.intake_keys
    (member_id, epoch, public_key, statement, signer_statement, begins_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- mark_for_renewal
-- Say that a device which could open with these keys was revoked.
UPDATE network.intake_keys SET renewal_due = true
WHERE member_id = $1 AND epoch IN (SELECT epoch FROM network.intake_wraps WHERE device_id = $2)

-- add_wraps
-- Keep wraps; one that is there already stays.
INSERT INTO network.intake_wraps (member_id, epoch, device_id, wrap)
SELECT $1, $2, w.device_id, w.wrap FROM unnest($3::text[], $4::bytea[]) AS w (device_id, wrap)
ON CONFLICT DO NOTHING

-- drop_wraps
-- Take the wraps of a device away.
DELETE FROM network.intake_wraps WHERE device_id = $1

-- wraps_of_device
-- What a device can open the organisation's post with, the newest first.
SELECT epoch, device_id, wrap FROM network.intake_wraps WHERE device_id = $1 ORDER BY epoch DESC

-- recall
-- Take an idempotency key, or wait for whoever has it and see what came of it.
INSERT INTO network.idempotency AS i (scope, key, request_hash) VALUES (network.scope(), $1, $2)
ON CONFLICT (scope, key) DO UPDATE SET key = excluded.key
RETURNING request_hash, result

-- remember
-- Keep what came of a request.
UPDATE network.idempotency SET result = $2 WHERE scope = network.scope() AND key = $1

-- record
-- Add to the audit trail; the database links the entry to the one before.
INSERT INTO network.audit (at, member_id, device_id, action, object_type, object_id) VALUES ($1, $2, $3, $4, $5, $6)

-- remember_and_record
-- Keep what came of a request and that it was done, in one step.
WITH kept AS (UPDATE network.idempotency SET result = $2 WHERE scope = network.scope() AND key = $1)
INSERT INTO network.audit (at, member_id, device_id, action, object_type, object_id) VALUES ($3, $4, $5, $6, $7, $8)

-- audit_page
-- The audit trail of one organisation, or of all, in order of time.
SELECT lane, seq, at, member_id, device_id, action, object_type, object_id, prev_hash, hash
FROM network.audit WHERE ($1 = '' OR member_id = $1) AND (at, lane, seq) > ($2, $3, $4)
ORDER BY at, lane, seq LIMIT $5

-- audit_lane
-- A piece of one chain, in order.
SELECT lane, seq, at, member_id, device_id, action, object_type, object_id, prev_hash, hash
FROM network.audit WHERE lane = $1 AND seq > $2 ORDER BY seq LIMIT $3

-- audit_head
-- Where a chain ends.
SELECT seq, hash FROM network.audit_heads WHERE lane = $1

-- audit_lanes
-- All chains.
SELECT lane FROM network.audit_heads ORDER BY lane

-- sweep_assertions
-- Forget sign-ins that could not be used again anyway.
DELETE FROM network.assertions WHERE expires_at < $1

-- sweep_idempotency
-- Forget what came of old requests.
DELETE FROM network.idempotency WHERE at < $1
