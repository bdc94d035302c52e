-- member
-- One organisation.
SELECT id, name, country, kind, state, officers, admitted_at, version, suspended_until, braked, vouched_until
FROM network.members WHERE id = $1

-- members_page
-- Organisations by name, after the last one shown.
SELECT id, name, country, kind, state, officers, admitted_at, version, suspended_until, braked, vouched_until
FROM network.members
WHERE (name, id) > ($1, $2) ORDER BY name, id LIMIT $3

-- any_secretariat
-- Whether the network has been founded.
SELECT EXISTS (SELECT FROM network.members WHERE kind = 'SECRETARIAT')

-- add_member
-- Admit an organisation.
INSERT INTO network.members (id, name, country, kind, state, admitted_at) VALUES ($1, $2, $3, $4, $5, $6)

-- set_member_state
-- Suspend or reinstate an organisation, if nobody was quicker.
UPDATE network.members SET state = $3, suspended_until = $4, braked = $5, version = version + 1
WHERE id = $1 AND version = $2
RETURNING id, name, country, kind, state, officers, admitted_at, version, suspended_until, braked, vouched_until

-- vouch
-- Keep until when the board vouches for an organisation.
UPDATE network.members SET vouched_until = $2 WHERE id = $1

-- expel
-- Put an organisation out of the network, for good.
UPDATE network.members SET state = 'LEFT', vouched_until = NULL, suspended_until = NULL, braked = false,
    version = version + 1
WHERE id = $1

-- vouched_for
-- Whether the board vouches for an organisation now.
SELECT network.vouched_for($1, $2)

-- set_officers
-- Keep the organisation's own word on who may vouch for its devices.
SELECT network.name_officers($1, $2, $3)

-- lapse_suspensions
-- Let organisations work again whose suspension has run out.
UPDATE network.members SET state = 'ADMITTED', suspended_until = NULL, braked = false, version = version + 1
WHERE state = 'SUSPENDED' AND suspended_until <= $1 RETURNING id

-- secretariat
-- The organisation that founded the network.
SELECT id FROM network.members WHERE kind = 'SECRETARIAT' ORDER BY admitted_at, id LIMIT 1

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
SELECT id, member_id, staff_id, sign_key, seal_key, state, officer, statement, enrolled_at, version, expires_at
FROM network.devices WHERE id = $1

-- active_officers
-- How many devices of an organisation may vouch for others.
SELECT count(*) FROM network.devices WHERE member_id = $1 AND officer AND state = 'ACTIVE'

-- devices_of
-- The devices of an organisation, with the roles of the people who hold them.
SELECT d.id, d.member_id, d.staff_id, d.sign_key, d.seal_key, d.state, d.officer, d.statement, d.enrolled_at, d.version,
    d.expires_at, s.display_name, s.roles
FROM network.devices d JOIN network.staff s ON s.id = d.staff_id
WHERE d.member_id = $1 ORDER BY d.enrolled_at, d.id

-- add_device
-- Enter a device with the public keys that it made itself.
INSERT INTO network.devices (id, member_id, staff_id, sign_key, seal_key, state, officer, statement, enrolled_at,
    expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- approve_device
-- Take a device in on the officers' statement, or keep their newer one for a device that is in.
UPDATE network.devices SET state = 'ACTIVE', statement = $3, officer = $4, expires_at = $5, version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('PENDING', 'ACTIVE')
RETURNING id, member_id, staff_id, sign_key, seal_key, state, officer, statement, enrolled_at, version, expires_at

-- revoke_device
-- Shut a device out at once.
UPDATE network.devices SET state = 'REVOKED', version = version + 1 WHERE id = $1 AND version = $2
RETURNING id, member_id, staff_id, sign_key, seal_key, state, officer, statement, enrolled_at, version, expires_at

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

-- ended_epochs
-- Post keys that a later one replaced before a moment, and of which seeds are still kept.
SELECT k.member_id, k.epoch, k.public_key FROM network.intake_keys k
WHERE k.shredded_at IS NULL AND EXISTS (SELECT FROM network.intake_keys n
    WHERE n.member_id = k.member_id AND n.epoch > k.epoch AND n.not_before <= $1)
ORDER BY k.member_id, k.epoch

-- end_epoch
-- Write down that no seed of a post key is kept any more.
UPDATE network.intake_keys SET shredded_at = $3 WHERE member_id = $1 AND epoch = $2 AND shredded_at IS NULL

-- shred_intake_wraps
-- Delete the seeds, sealed to devices, of post keys that are over.
DELETE FROM network.intake_wraps w USING network.intake_keys k
WHERE k.member_id = w.member_id AND k.epoch = w.epoch AND k.shredded_at IS NOT NULL

-- shred_recovery_wraps
-- Delete the seeds, sealed to recovery keys, of post keys that are over.
DELETE FROM network.recovery_wraps w USING network.intake_keys k
WHERE k.member_id = w.member_id AND k.epoch = w.epoch AND k.shredded_at IS NOT NULL

-- own_kids
-- Every key that something may be sealed to for an organisation: its post keys, and its devices' own.
SELECT public_key FROM network.intake_keys WHERE member_id = $1
UNION SELECT seal_key FROM network.devices WHERE member_id = $1

-- over_epochs
-- The numbers of an organisation's post keys of which no seed is kept any more.
SELECT epoch FROM network.intake_keys WHERE member_id = $1 AND shredded_at IS NOT NULL ORDER BY epoch

-- newest_intake_key
-- When an organisation's newest post key began, and whether a device that was shut out since holds it.
SELECT k.not_before, EXISTS (SELECT FROM network.intake_wraps w
    JOIN network.devices d ON d.id = w.device_id AND d.state = 'REVOKED'
    WHERE w.member_id = k.member_id AND w.epoch = k.epoch) AS exposed
FROM network.intake_keys k WHERE k.member_id = $1 ORDER BY k.epoch DESC LIMIT 1

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

-- log_lock
-- The log's size and frontier, alone until this transaction ends.
SELECT size, frontier FROM network.log_lock()

-- log_grow
-- Write one entry behind the last one.
SELECT network.log_grow($1, $2, $3, $4, $5, $6)

-- log_before
-- What was signed before there was a log: officers, then devices, then intake keys.
SELECT b.statement FROM (
    SELECT 1 AS step, m.admitted_at AS at, m.id, m.officers AS statement FROM network.members m WHERE m.officers IS NOT NULL
    UNION ALL
    SELECT 2, d.enrolled_at, d.id, d.statement FROM network.devices d WHERE d.state = 'ACTIVE' AND d.statement IS NOT NULL
    UNION ALL
    SELECT 3, k.not_before, k.member_id, k.statement FROM network.intake_keys k
) b ORDER BY b.step, b.at, b.id

-- log_sign
-- Keep the signed state of the log as it is now.
SELECT network.log_sign($1, $2, $3, $4)

-- log_size
-- How many entries the log has, signed or not.
SELECT size FROM network.log_head

-- log_checkpoint
-- The newest state that was signed, and that at least so many witnesses signed too.
SELECT c.size, c.root, c.note FROM network.log_checkpoints c
WHERE $1 = 0 OR (SELECT count(*) FROM network.log_cosignatures s WHERE s.size = c.size AND s.witness = ANY($2)) >= $1
ORDER BY c.size DESC LIMIT 1

-- log_cosignatures
-- What witnesses signed of one state, in the order of their names.
SELECT witness, at, line FROM network.log_cosignatures WHERE size = $1 ORDER BY witness

-- log_cosign
-- Keep a witness's newest signature of a state.
INSERT INTO network.log_cosignatures AS s (size, witness, at, line) VALUES ($1, $2, $3, $4)
ON CONFLICT (size, witness) DO UPDATE SET at = excluded.at, line = excluded.line WHERE s.at < excluded.at

-- log_nodes
-- Hashes of complete subtrees, by level and index.
SELECT n.level, n.index, n.hash FROM unnest($1::smallint[], $2::bigint[]) AS w (level, index)
JOIN network.log_nodes n ON n.level = w.level AND n.index = w.index

-- log_tile
-- Neighbouring hashes at one level.
SELECT hash FROM network.log_nodes WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index

-- log_leaves
-- Neighbouring entries.
SELECT leaf FROM network.log_entries WHERE index >= $1 AND index < $2 ORDER BY index

-- log_index
-- The place of an entry, by its leaf hash.
SELECT index FROM network.log_entries WHERE leaf_hash = $1

-- log_of
-- The entries of one kind about one organisation (or about none), oldest first.
SELECT leaf FROM network.log_entries WHERE kind = $1 AND member_id IS NOT DISTINCT FROM $2 ORDER BY index

-- witness_begin
-- Begin to watch a log of which this node has signed nothing yet.
INSERT INTO network.log_witnessed (origin, size, root, note, at) VALUES ($1, 0, $2, '', $3) ON CONFLICT DO NOTHING

-- witnessed
-- What this node last signed of another log, alone until this transaction ends.
SELECT size, root, note FROM network.log_witnessed WHERE origin = $1 FOR UPDATE

-- witness
-- Keep what this node is about to sign of another log.
UPDATE network.log_witnessed SET size = $2, root = $3, note = $4, at = $5 WHERE origin = $1

-- recovery
-- What an organisation opted in to.
SELECT ceremony, statement, expires_at FROM network.recovery WHERE member_id = $1

-- add_recovery
-- Opt in.
INSERT INTO network.recovery (member_id, ceremony, statement, expires_at) VALUES ($1, $2, $3, $4)

-- end_recovery
-- Opt out; what was sealed to the key goes with it.
DELETE FROM network.recovery WHERE member_id = $1

-- add_recovery_wrap
-- Keep an intake seed sealed to the recovery key, once.
INSERT INTO network.recovery_wraps (member_id, epoch, wrap) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- recovery_wraps
-- The intake seeds that the recovery key opens, newest first.
SELECT w.epoch, w.wrap, k.public_key FROM network.recovery_wraps w
JOIN network.intake_keys k ON k.member_id = w.member_id AND k.epoch = w.epoch WHERE w.member_id = $1
ORDER BY w.epoch DESC

-- recovery_missing
-- The post keys of an organisation of which a seed is kept, and none for the recovery key.
SELECT k.epoch FROM network.intake_keys k JOIN network.recovery r ON r.member_id = k.member_id
WHERE k.member_id = $1 AND k.shredded_at IS NULL
    AND NOT EXISTS (SELECT FROM network.recovery_wraps w WHERE w.member_id = k.member_id AND w.epoch = k.epoch)
ORDER BY k.epoch

-- recovery_waiting
-- The request for a recovery that waits, told to every device that signs in.
SELECT device_id, member_id, ceremony, sign_key, seal_key, requested_at, ripe_at, state FROM network.recovery_requests
WHERE member_id = $1 AND state = 'WAITING'

-- add_recovery_request
-- Write down who asks for a recovery, so that everybody in the organisation can see it for a day.
INSERT INTO network.recovery_requests (device_id, member_id, ceremony, sign_key, seal_key, requested_at, ripe_at, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'WAITING')

-- recovery_request
-- One request for a recovery.
SELECT device_id, member_id, ceremony, sign_key, seal_key, requested_at, ripe_at, state FROM network.recovery_requests
WHERE device_id = $1 FOR UPDATE

-- recovery_requests
-- The requests for a recovery of an organisation, newest first.
SELECT device_id, member_id, ceremony, sign_key, seal_key, requested_at, ripe_at, state FROM network.recovery_requests
WHERE member_id = $1 ORDER BY requested_at DESC, device_id LIMIT 20

-- end_recovery_request
-- Stop a request, or call it done, if it still waits.
UPDATE network.recovery_requests SET state = $2 WHERE device_id = $1 AND state = 'WAITING'

-- stop_recovery_requests
-- Stop what waits, because its ceremony counts no more.
UPDATE network.recovery_requests SET state = 'STOPPED' WHERE member_id = $1 AND state = 'WAITING'

-- take_over
-- Make a recovered device the organisation's only one.
SELECT network.take_over($1, $2, $3, $4)

-- add_pairing
-- Keep what a new device commits itself to before it hears of another.
INSERT INTO network.pairings (device_id, member_id, commitment) VALUES ($1, $2, $3)

-- pairing
-- How far a waiting device and the one that answers it have come, with the public keys of the latter.
SELECT p.device_id, p.commitment, p.answered_by, o.sign_key, o.seal_key, p.answer, p.opening
FROM network.pairings p
JOIN network.devices d ON d.id = p.device_id AND d.state = 'PENDING'
LEFT JOIN network.devices o ON o.id = p.answered_by
WHERE p.device_id = $1

-- answer_pairing
-- Keep the first answer to a commitment; a later one changes nothing.
UPDATE network.pairings SET answered_by = $2, answer = $3 WHERE device_id = $1 AND answer IS NULL

-- open_pairing
-- Keep the number with which a new device opens its commitment.
UPDATE network.pairings SET opening = $2 WHERE device_id = $1

-- mail_of
-- Load where a member of staff wants to be told of news.
SELECT * FROM network.mail WHERE staff_id = $1

-- mail_set
-- Keep where a member of staff wants to be told of news; an earlier address is told nothing from then on.
INSERT INTO network.mail (staff_id, member_id, address, language, zone, quiet_from, quiet_to, every_minutes, code_hash,
    code_until, codes_on, codes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (staff_id) DO UPDATE SET address = $3, language = $4, zone = $5, quiet_from = $6, quiet_to = $7,
    every_minutes = $8, code_hash = $9, code_until = $10, code_tries = 0, codes_on = $11, codes = $12,
    confirmed_at = NULL, told_at = NULL, next_at = NULL, failures = 0

-- mail_tried
-- Count a try of a code before it is looked at, so that nobody tries many at once.
UPDATE network.mail SET code_tries = code_tries + 1 WHERE staff_id = $1 RETURNING *

-- mail_confirmed
-- Tell an address of news from now on.
UPDATE network.mail SET code_hash = NULL, code_until = NULL, confirmed_at = $2, told_at = $2, next_at = $2
WHERE staff_id = $1

-- mail_stop
-- Forget an address.
DELETE FROM network.mail WHERE staff_id = $1

-- mail_due
-- Take the addresses that may be told something now, and that no other node is about to tell.
SELECT m.*, 'ORG_ADMIN' = ANY(s.roles) AS supervisor FROM network.mail m
JOIN network.staff s ON s.id = m.staff_id AND s.active
WHERE m.confirmed_at IS NOT NULL AND m.next_at <= $1
ORDER BY m.next_at, m.staff_id LIMIT $2 FOR UPDATE OF m SKIP LOCKED

-- mail_next
-- Say until when news was told to an address, and when to look again.
UPDATE network.mail SET told_at = $2, next_at = $3, failures = $4 WHERE staff_id = $1

-- neutral_name
-- Read the name under which an organisation is shown to those who must not learn what it does.
SELECT name FROM network.neutral_names WHERE member_id = $1

-- set_neutral_name
-- Keep that name in the place of the one before.
INSERT INTO network.neutral_names (member_id, name, set_at) VALUES ($1, $2, $3)
ON CONFLICT (member_id) DO UPDATE SET name = $2, set_at = $3
