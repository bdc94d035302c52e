-- need_add
-- Open a need.
INSERT INTO referrals.needs (id, member_id, holder_staff, service_type, urgency, age_asserted_17_plus,
    risk_assessment_on, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- need_by_id
-- Read one need of the caller's organisation.
SELECT id, member_id, holder_staff, service_type, urgency, age_asserted_17_plus, risk_assessment_on, opened_at, version
FROM referrals.needs WHERE id = $1;

-- showing_add
-- Keep which services she was shown before she decided about one, and why it was one only.
INSERT INTO referrals.showings (referral_id, seq, options, only_one_reason, at) VALUES ($1, $2, $3, $4, $5);

-- showings_of
-- Read what she was shown for one need, in order.
SELECT s.referral_id, s.options, s.only_one_reason, s.at FROM referrals.showings s
JOIN referrals.referrals r ON r.id = s.referral_id
WHERE r.need_id = $1 ORDER BY s.at, s.referral_id, s.seq;

-- referrals_of_need
-- Read every referral of one need, as nouns, oldest first.
SELECT id, need_id, from_member, to_member, listing_id, listing_version, consent_id, state, held_from, mode,
    org_feedback, her_feedback, attempts, decline_class, outcome_class, reason, asked_category, drafted_at, changed_at,
    sent_at, received_at, decided_at, first_contact_on, expected_on, review_on, started_on, outcome_at, ended_at, due_at,
    due_what, version
FROM referrals.referrals WHERE need_id = $1 AND from_member = $2 ORDER BY drafted_at, id;

-- tell_of_siblings
-- Tell the sender of an accepted referral, without content, that others of the same need go on.
SELECT referrals.tell_of_siblings($1, $2, $3);

-- tell_of_conditions
-- Tell the senders of referrals to older words of a listing that its conditions changed, once for each referral.
INSERT INTO referrals.notices (id, member_id, referral_id, kind, at)
SELECT replace(gen_random_uuid()::text, '-', ''), from_member, id, 'CONDITIONS_CHANGED', $4 FROM referrals.referrals
WHERE listing_id = $1 AND listing_version < $2 AND sent_at IS NOT NULL AND state = ANY($3::text[]);

-- referral_add
-- Draft a referral; nothing leaves the organisation.
INSERT INTO referrals.referrals (id, need_id, from_member, to_member, listing_id, listing_version, state, mode,
    drafted_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, 'DRAFT', $7, $8, $8);

-- referral_by_id
-- Read one referral that the caller may see.
SELECT id, need_id, from_member, to_member, listing_id, listing_version, consent_id, state, held_from, mode,
    org_feedback, her_feedback, attempts, decline_class, outcome_class, reason, asked_category, drafted_at, changed_at,
    sent_at, received_at, decided_at, first_contact_on, expected_on, review_on, started_on, outcome_at, ended_at, due_at,
    due_what, version
FROM referrals.referrals WHERE id = $1;

-- referral_step
-- Move a referral before it is sent, if nobody moved it in the meantime, and keep the step.
WITH moved AS (
    UPDATE referrals.referrals
    SET state = $3, reason = $4, consent_id = coalesce($5, consent_id), version = version + 1, changed_at = $10
    WHERE id = $1 AND version = $2
    RETURNING id, version
)
INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, reason, at)
SELECT moved.id, moved.version, $6, $7, $3, $8, $9, $4, $10 FROM moved
RETURNING seq;

-- referral_event_add
-- Keep one step of a referral whose row was just written.
INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, reason, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- consent_add
-- Record a consent that she gave, with the token that the caseworker's device signed.
INSERT INTO referrals.consents (id, from_member, to_member, listing_id, listing_version, node, purposes, categories,
    notice_version, notice_hash, notice_language, read_aloud, easy_read, receipt, representative, own_assent, age_band,
    nbf, exp, uses, token, token_hash, withdrawal_commitment, device_key, feedback_key, recorded_at, used, renews,
    taken_back, signer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30);

-- consent_by_id
-- Read one consent that the caller may see.
SELECT id, from_member, to_member, listing_id, listing_version, node, purposes, categories, notice_version, notice_hash,
    notice_language, read_aloud, easy_read, receipt, representative, own_assent, age_band, nbf, exp, uses, used, status,
    token, token_hash, withdrawal_commitment, device_key, feedback_key, recorded_at, renews, taken_back,
    signer, version
FROM referrals.consents WHERE id = $1;

-- consents_by_commitment
-- Read the consents that her withdrawal secret belongs to: the first one, and each that renewed the one before.
SELECT id, from_member, to_member, listing_id, listing_version, node, purposes, categories, notice_version, notice_hash,
    notice_language, read_aloud, easy_read, receipt, representative, own_assent, age_band, nbf, exp, uses, used, status,
    token, token_hash, withdrawal_commitment, device_key, feedback_key, recorded_at, renews, taken_back,
    signer, version
FROM referrals.consents WHERE withdrawal_commitment = $1 ORDER BY recorded_at, renews NULLS FIRST, id;

-- consent_hold
-- Lock the first consent of a row of renewals, before anything about any of them is decided.
SELECT id FROM referrals.consents WHERE withdrawal_commitment = $1 AND renews IS NULL FOR UPDATE;

-- consent_status
-- Change where a consent stands, as long as it had not ended by her word or another's.
UPDATE referrals.consents SET status = $2, version = version + 1 WHERE id = $1 AND status IN ('LIVE', 'EXPIRED')
RETURNING version;

-- consent_move
-- Let the referrals that may go on do so under the consent that renews another; give their ids.
UPDATE referrals.referrals SET consent_id = $2, changed_at = $4
WHERE consent_id = $1 AND state = ANY($3::text[]) RETURNING id;

-- consent_take_back
-- Take a part out of a consent for good.
UPDATE referrals.consents SET taken_back = array_append(taken_back, $2::text), version = version + 1
WHERE id = $1 AND NOT $2 = ANY(taken_back) RETURNING version;

-- revoke_hold
-- Put on hold what a revoked consent covers and has not begun; the recipient sees a pause and no reason.
WITH held AS (
    UPDATE referrals.referrals r
    SET state = 'ON_HOLD_SAFETY', held_from = r.state, reason = NULL, changed_at = $3, due_at = NULL, due_what = NULL,
        version = version + 1
    WHERE consent_id = $1 AND sent_at IS NOT NULL AND state = ANY($2::text[])
    RETURNING id, version, held_from, from_member
)
INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, reason,
    only_for, at)
SELECT id, version, 'HOLD', held_from, 'ON_HOLD_SAFETY', $4, $5, $6, from_member, $3 FROM held;

-- revoke_void
-- End what was sent under a consent that was none, and keep the step; give the ids.
WITH covered AS (
    SELECT id, state FROM referrals.referrals WHERE consent_id = $1 AND sent_at IS NOT NULL AND state = ANY($2::text[])
    ORDER BY id FOR UPDATE
), moved AS (
    UPDATE referrals.referrals r
    SET state = 'VOID', held_from = NULL, reason = 'CONSENT_INVALID', due_at = NULL, due_what = NULL, changed_at = $3,
        ended_at = $3, version = r.version + 1
    FROM covered WHERE r.id = covered.id
    RETURNING r.id, r.version, covered.state AS before
)
INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, reason, at)
SELECT id, version, 'VOID', before, 'VOID', $4, $5, 'CONSENT_INVALID', $3 FROM moved
RETURNING referral_id AS id;

-- consents_over
-- Name consents that have run out and whose end is not written down yet.
SELECT id FROM referrals.consents WHERE status = 'LIVE' AND exp <= $1 ORDER BY exp LIMIT $2 FOR UPDATE SKIP LOCKED;

-- consents_towards
-- Name the live consents towards an organisation, or for a service.
SELECT id FROM referrals.consents WHERE status = 'LIVE' AND (to_member = $1 OR listing_id = $2) ORDER BY id FOR UPDATE;

-- consent_referrals
-- Name the referrals that consents cover, with who has to be told.
SELECT id, from_member, to_member, sent_at, state FROM referrals.referrals WHERE consent_id = ANY($1::text[]) ORDER BY id;

-- narrowing_add
-- Keep her receipt for a part that she took back.
INSERT INTO referrals.narrowings (receipt_id, consent_id, part, method, at, erase_by) VALUES ($1, $2, $3, $4, $5, $6);

-- narrowings_of
-- Read what she took back in part of these consents, with the recipient's word about it.
SELECT n.receipt_id, n.consent_id, n.part, n.method, n.at, n.erase_by, a.erased, a.ground, a.at AS attested_at
FROM referrals.narrowings n
LEFT JOIN referrals.part_attestations a ON a.consent_id = n.consent_id AND a.part = n.part
WHERE n.consent_id = ANY($1::text[]) ORDER BY n.at, n.part;

-- part_attestation_add
-- Keep the recipient's signed word that it erased a part, or the ground on which it may not.
INSERT INTO referrals.part_attestations (consent_id, part, member_id, erased, ground, statement, device_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- narrowing_escalate
-- Tell both organisations and the secretariat, once, of recipients that gave no word about a part in time; how many.
WITH late AS (
    UPDATE referrals.narrowings n SET escalated_at = $1
    WHERE n.escalated_at IS NULL AND n.erase_by <= $1 AND NOT EXISTS (
        SELECT FROM referrals.part_attestations a WHERE a.consent_id = n.consent_id AND a.part = n.part)
    RETURNING n.consent_id
), about AS (
    SELECT DISTINCT r.id, r.from_member, r.to_member FROM late
    JOIN referrals.consents c ON c.id = late.consent_id
    JOIN referrals.consents k ON k.withdrawal_commitment = c.withdrawal_commitment
    JOIN referrals.referrals r ON r.consent_id = k.id AND r.sent_at IS NOT NULL
), whom AS (
    SELECT id AS referral_id, from_member AS member_id FROM about
    UNION SELECT id, to_member FROM about
    UNION SELECT about.id, m.id FROM about CROSS JOIN network.members m WHERE m.kind = 'SECRETARIAT'
), told AS (
    INSERT INTO referrals.notices (id, member_id, referral_id, kind, at)
    SELECT replace(gen_random_uuid()::text, '-', ''), member_id, referral_id, 'ERASURE_NOT_ATTESTED', $1 FROM whom
)
SELECT count(*) FROM late;

-- consent_last_event
-- Read the end of the chain of consent events.
SELECT seq, hash FROM referrals.consent_events WHERE chain_id = $1 ORDER BY seq DESC LIMIT 1;

-- consent_event_add
-- Add one event to a chain.
INSERT INTO referrals.consent_events (chain_id, seq, prev_hash, hash, consent_id, referral_id, type, by_role, method,
    valid_until, at, statement, about)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- consent_events_of
-- Read the events of one chain in order.
SELECT chain_id, seq, prev_hash, hash, consent_id, referral_id, type, by_role, method, valid_until, at, statement, about
FROM referrals.consent_events WHERE chain_id = $1 ORDER BY seq;

-- send_load
-- Read everything that the guards of sending look at: one function, told who asks, a transaction of its own.
SELECT v.*, network.vouched_for(v.from_member, $6) AS sender_vouched,
    network.vouched_for(v.to_member, $6) AS recipient_vouched
FROM referrals.send_view($1, $2, $3, $4, $5, $6) v;

-- send_store
-- Consume the consent, store the envelope and write it down, or fail where somebody was faster: a transaction of its own.
SELECT referrals.send($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22);

-- envelope_meta
-- Keep who wrote to whom in which thread, under the consent that carries it; the database locks and checks the consent.
INSERT INTO referrals.env_meta (env_id, kind, referral_id, seq, prev, from_member, to_member, consent_id, uses, at)
SELECT $1, $2, $3, $4, $5, $6, $7, c.id, c.uses, $9 FROM referrals.consents c WHERE c.id = $8;

-- envelope_ct
-- Store what only a key holder can read, and the wraps of its key.
WITH sealed AS (
    INSERT INTO referrals.env_ct (env_id, protected, key_commit, nonce, ct) VALUES ($1, $2, $3, $4, $5)
)
INSERT INTO referrals.env_wrap (env_id, kids, wraps) VALUES ($1, $6, $7);

-- envelopes_of
-- Read the envelopes of one referral, in the order they were stored.
SELECT m.env_id, m.kind, m.referral_id, m.seq, m.from_member, m.to_member, m.at, e.protected, e.key_commit, e.nonce, e.ct,
    e.shut, w.wraps, referrals.letters_to(m.kind, m.to_member, r.from_member) AS letters_to
FROM referrals.env_meta m
JOIN referrals.referrals r ON r.id = m.referral_id
LEFT JOIN referrals.env_ct e ON e.env_id = m.env_id
LEFT JOIN referrals.env_wrap w ON w.env_id = m.env_id
WHERE m.referral_id = $1 ORDER BY m.at, m.seq, m.env_id;

-- withdraw_consent
-- End a consent for ever; the row lock lets no envelope slip in behind it.
UPDATE referrals.consents SET status = 'WITHDRAWN', version = version + 1 WHERE id = $1 AND status <> 'WITHDRAWN'
RETURNING version;

-- withdrawal_of_consent
-- Read the receipt that was given for a withdrawn consent, or for one that it renewed.
SELECT receipt_id, consent_id, referral_id, method, referrals_stopped, at FROM referrals.withdrawals
WHERE consent_id = $1;

-- withdrawal_of_referral
-- Read the receipt that was given for a referral without a consent.
SELECT receipt_id, consent_id, referral_id, method, referrals_stopped, at FROM referrals.withdrawals
WHERE referral_id = $1;

-- withdrawal_add
-- Keep the receipt, so that asking again gives the same one.
INSERT INTO referrals.withdrawals (receipt_id, consent_id, referral_id, method, referrals_stopped, at)
VALUES ($1, $2, $3, $4, $5, $6);

-- withdraw_referrals
-- Stop every referral that these consents cover, whatever its state, and keep the step.
WITH covered AS (
    SELECT id, state FROM referrals.referrals WHERE consent_id = ANY($1::text[]) ORDER BY id FOR UPDATE
), moved AS (
    UPDATE referrals.referrals r
    SET state = 'WITHDRAWN', held_from = NULL, reason = NULL, due_at = NULL, due_what = NULL, changed_at = $2,
        ended_at = coalesce(r.ended_at, $2), version = r.version + 1
    FROM covered WHERE r.id = covered.id
    RETURNING r.id, r.version, r.from_member, r.to_member, r.sent_at, covered.state AS before
), step AS (
    INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, at)
    SELECT id, version, 'WITHDRAW', before, 'WITHDRAWN', 'W', '', $2 FROM moved
)
SELECT id, from_member, to_member, sent_at, before FROM moved;

-- withdraw_referral
-- Stop one referral that no consent covers yet, and keep the step.
WITH covered AS (
    SELECT id, state FROM referrals.referrals WHERE id = $1 AND consent_id IS NULL AND state <> 'WITHDRAWN' FOR UPDATE
), moved AS (
    UPDATE referrals.referrals r
    SET state = 'WITHDRAWN', held_from = NULL, reason = NULL, due_at = NULL, due_what = NULL, changed_at = $2,
        ended_at = coalesce(r.ended_at, $2), version = r.version + 1
    FROM covered WHERE r.id = covered.id
    RETURNING r.id, r.version, r.from_member, r.to_member, r.sent_at, covered.state AS before
), step AS (
    INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, at)
    SELECT id, version, 'WITHDRAW', before, 'WITHDRAWN', 'W', '', $2 FROM moved
)
SELECT id, from_member, to_member, sent_at, before FROM moved;

-- her_letters
-- Tell that letters of a referral were written, and whether each is deleted; never what they say.
SELECT m.kind, m.from_member, m.at, NOT EXISTS (SELECT FROM referrals.env_ct e WHERE e.env_id = m.env_id) AS deleted
FROM referrals.env_meta m WHERE m.referral_id = $1 ORDER BY m.at, m.env_id;

-- her_erasures
-- Tell what was erased of a referral, and when its keys went.
SELECT ground, letters_to, asked_at, key_gone_at FROM referrals.erasures WHERE referral_id = $1 ORDER BY asked_at, ground;

-- erasure_add
-- Write down that letters of referrals are to be erased; what was written down before stays.
INSERT INTO referrals.erasures (referral_id, ground, letters_to, asked_at)
SELECT id, $2, $3, $4 FROM unnest($1::text[]) AS id ON CONFLICT DO NOTHING;

-- erasure_delete
-- Delete wraps and ciphertext of letters of referrals; what remains is that something was sent, and when.
WITH gone AS (
    SELECT m.env_id FROM referrals.env_meta m JOIN referrals.referrals r ON r.id = m.referral_id
    WHERE m.referral_id = ANY($1) AND referrals.letters_to(m.kind, m.to_member, r.from_member) = ANY($2)
), wraps AS (
    DELETE FROM referrals.env_wrap w USING gone WHERE w.env_id = gone.env_id
)
DELETE FROM referrals.env_ct e USING gone WHERE e.env_id = gone.env_id;

-- erasure_take
-- Take erasures whose keys are still there, oldest first, each for one worker.
SELECT referral_id, ground, letters_to FROM referrals.erasures WHERE clean_at IS NULL AND key_gone_at IS NULL
ORDER BY asked_at LIMIT $1 FOR UPDATE SKIP LOCKED;

-- erasure_keys_gone
-- Write down that the keys of referrals are deleted.
UPDATE referrals.erasures e SET key_gone_at = $3 FROM unnest($1::text[], $2::text[]) AS done (id, ground)
WHERE e.referral_id = done.id AND e.ground = done.ground AND e.key_gone_at IS NULL;

-- erasure_unclean
-- Tell since when deleted keys may still stand in the files of the database.
SELECT max(key_gone_at) FROM referrals.erasures WHERE clean_at IS NULL AND key_gone_at IS NOT NULL;

-- erasure_clean
-- Write down that the files of the database hold the keys no longer that were deleted until $1.
UPDATE referrals.erasures SET clean_at = $2 WHERE clean_at IS NULL AND key_gone_at <= $1;

-- erasure_again
-- Begin every erasure again, because an older copy of the keys was restored.
UPDATE referrals.erasures SET key_gone_at = NULL, clean_at = NULL WHERE key_gone_at IS NOT NULL;

-- erasure_of_all
-- Tell whether everything of a referral was erased.
SELECT EXISTS (SELECT FROM referrals.erasures WHERE referral_id = $1 AND 'HERS' = ANY(letters_to));

-- erasure_retire
-- Name referrals that ended before $1 and of which something is still kept.
SELECT r.id FROM referrals.referrals r
WHERE r.state = ANY($2::text[]) AND coalesce(r.ended_at, r.changed_at) < $1 AND NOT EXISTS (
    SELECT FROM referrals.erasures e WHERE e.referral_id = r.id AND 'HERS' = ANY(e.letters_to))
ORDER BY r.id LIMIT $3;

-- erasures_owed
-- Read which recipients have not said that they erased, by the end that asked first, oldest first.
WITH asked AS (
    SELECT DISTINCT ON (e.referral_id) e.referral_id, r.from_member, r.to_member, e.ground, e.asked_at, e.escalated_at,
        a.ground AS kept_because
    FROM referrals.erasures e
    JOIN referrals.referrals r ON r.id = e.referral_id
    LEFT JOIN referrals.attestations a ON a.referral_id = r.id AND a.member_id = r.to_member
    WHERE e.ground <> 'RETENTION' AND r.sent_at IS NOT NULL AND a.erased IS NOT TRUE
    ORDER BY e.referral_id, e.asked_at
)
SELECT referral_id, from_member, to_member, ground, asked_at, escalated_at, kept_because FROM asked
WHERE (asked_at, referral_id) > ($1, $2) ORDER BY asked_at, referral_id LIMIT $3;

-- erasure_escalate
-- Tell both organisations and the secretariat, once, of recipients that gave no word in time; give their number.
WITH late AS (
    UPDATE referrals.erasures e SET escalated_at = $2 FROM referrals.referrals r
    WHERE r.id = e.referral_id AND e.ground <> 'RETENTION' AND r.sent_at IS NOT NULL AND e.escalated_at IS NULL
        AND e.asked_at <= $1 AND NOT EXISTS (
            SELECT FROM referrals.attestations a WHERE a.referral_id = r.id AND a.member_id = r.to_member)
    RETURNING r.id, r.from_member, r.to_member
), whom AS (
    SELECT id AS referral_id, from_member AS member_id FROM late
    UNION SELECT id, to_member FROM late
    UNION SELECT late.id, m.id FROM late CROSS JOIN network.members m WHERE m.kind = 'SECRETARIAT'
), told AS (
    INSERT INTO referrals.notices (id, member_id, referral_id, kind, at)
    SELECT replace(gen_random_uuid()::text, '-', ''), member_id, referral_id, 'ERASURE_NOT_ATTESTED', $2 FROM whom
)
SELECT count(DISTINCT id) FROM late;

-- notice_add
-- Tell an organisation, without content, that something about a referral needs its attention.
INSERT INTO referrals.notices (id, member_id, referral_id, kind, erase_by, at) VALUES ($1, $2, $3, $4, $5, $6);

-- attestation_add
-- Keep an organisation's signed word that it erased, or the ground on which it may not.
INSERT INTO referrals.attestations (referral_id, member_id, erased, ground, statement, device_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- attestation_of
-- Read an organisation's word about one referral.
SELECT referral_id, member_id, erased, ground, device_id, at FROM referrals.attestations
WHERE referral_id = $1 AND member_id = $2;

-- loop_referral
-- Read one referral that the caller may see, as a noun.
SELECT id, need_id, from_member, to_member, listing_id, listing_version, consent_id, state, held_from, mode,
    org_feedback, her_feedback, attempts, decline_class, outcome_class, reason, asked_category, drafted_at, changed_at,
    sent_at, received_at, decided_at, first_contact_on, expected_on, review_on, started_on, outcome_at, ended_at, due_at,
    due_what, version
FROM referrals.referrals WHERE id = $1;

-- loop_page
-- Read an organisation's referrals, newest first, after the last one shown.
SELECT id, need_id, from_member, to_member, listing_id, listing_version, consent_id, state, held_from, mode,
    org_feedback, her_feedback, attempts, decline_class, outcome_class, reason, asked_category, drafted_at, changed_at,
    sent_at, received_at, decided_at, first_contact_on, expected_on, review_on, started_on, outcome_at, ended_at, due_at,
    due_what, version
FROM referrals.referrals
WHERE (from_member = $1 AND NOT $2 OR to_member = $1 AND sent_at IS NOT NULL) AND (drafted_at, id) < ($3, $4)
ORDER BY drafted_at DESC, id DESC LIMIT $5;

-- loop_save
-- Write the referral as it is after a step, if nobody changed it in the meantime, and keep the step.
WITH moved AS (
    UPDATE referrals.referrals
    SET state = $3, held_from = $4, org_feedback = $5, her_feedback = $6, attempts = $7, decline_class = $8,
        outcome_class = $9, reason = $10, asked_category = $11, changed_at = $12, received_at = $13, decided_at = $14,
        first_contact_on = $15, expected_on = $16, review_on = $17, started_on = $18, outcome_at = $19, ended_at = $20,
        due_at = $21, due_what = $22, version = version + 1
    WHERE id = $1 AND version = $2
    RETURNING id, version, state
)
INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, reason,
    only_for, env_id, at)
SELECT moved.id, moved.version, $23, $24, moved.state, $25, $26, $27, $28, $29, $12 FROM moved
RETURNING seq;

-- loop_events
-- Read the steps of one referral in order.
SELECT seq, name, from_state, to_state, by_actor, by_member, reason, at FROM referrals.referral_events
WHERE referral_id = $1 ORDER BY seq;

-- loop_notices
-- Read an organisation's notices, newest first, after the last one shown.
SELECT id, referral_id, kind, erase_by, at FROM referrals.notices
WHERE member_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4;

-- consent_by_hash
-- Find the consent that an envelope names.
SELECT id, from_member, to_member, listing_id, listing_version, node, purposes, categories, notice_version, notice_hash,
    notice_language, read_aloud, easy_read, receipt, representative, own_assent, age_band, nbf, exp, uses, used, status,
    token, token_hash, withdrawal_commitment, device_key, feedback_key, recorded_at, renews, taken_back,
    signer, version
FROM referrals.consents WHERE token_hash = $1;

-- envelope_at
-- When an envelope was stored, if it was.
SELECT at FROM referrals.env_meta WHERE env_id = $1;

-- live_by_state
-- Count the live referrals to a listing by state.
SELECT state, count(*) AS referrals FROM referrals.referrals
WHERE listing_id = $1 AND sent_at IS NOT NULL AND state = ANY($2::text[]) GROUP BY state ORDER BY state;

-- live_members
-- Count the organisations that sent the live referrals to a listing.
SELECT count(DISTINCT from_member) FROM referrals.referrals
WHERE listing_id = $1 AND sent_at IS NOT NULL AND state = ANY($2::text[]);

-- listing_known
-- Say whether an organisation ever sent or received a referral to a version of a listing.
SELECT EXISTS (SELECT FROM referrals.referrals WHERE listing_id = $2 AND listing_version = $3 AND sent_at IS NOT NULL
    AND $1 IN (from_member, to_member));

-- listings_silent
-- Read for each listing the days after a day on which referrals to it ran out without an answer.
SELECT r.listing_id, array_agg((e.at AT TIME ZONE 'UTC')::date ORDER BY e.at) AS days FROM referrals.referral_events e
JOIN referrals.referrals r ON r.id = e.referral_id
WHERE e.name = 'EXPIRE' AND e.by_actor = 'T' AND e.from_state IN ('SENT', 'RECEIVED')
    AND e.reason IN ('NO_ACK', 'NO_DECISION') AND (e.at AT TIME ZONE 'UTC')::date > $1::date
GROUP BY r.listing_id;

-- listings_heard
-- Count for each listing the women who gave their account, of referrals sent after a day.
SELECT listing_id, count(DISTINCT need_id) AS accounts FROM referrals.referrals
WHERE her_feedback = 'RECEIVED' AND (sent_at AT TIME ZONE 'UTC')::date > $1::date GROUP BY listing_id;

-- listings_late
-- Read, under one listing of each recipient, the days on which it had not said in time that it erased.
SELECT min(r.listing_id) AS listing_id,
    array_agg((e.escalated_at AT TIME ZONE 'UTC')::date ORDER BY e.escalated_at) AS days
FROM referrals.erasures e JOIN referrals.referrals r ON r.id = e.referral_id
WHERE (e.escalated_at AT TIME ZONE 'UTC')::date > $1::date GROUP BY r.to_member;

-- hold_live
-- Put referrals to listings on hold that have not begun, keep the steps, and tell both sides without content.
WITH held AS (
    UPDATE referrals.referrals r
    SET state = 'ON_HOLD_SAFETY', held_from = r.state, reason = NULL, changed_at = $3, due_at = NULL, due_what = NULL,
        version = version + 1
    WHERE listing_id = ANY($1::text[]) AND sent_at IS NOT NULL AND state = ANY($2::text[])
    RETURNING id, version, held_from, from_member, to_member
), kept AS (
    INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, reason,
        only_for, at)
    SELECT id, version, 'HOLD', held_from, 'ON_HOLD_SAFETY', $4, $5, 'LISTING_SUSPENDED', from_member, $3 FROM held
), told AS (
    INSERT INTO referrals.notices (id, member_id, referral_id, kind, at)
    SELECT replace(gen_random_uuid()::text, '-', ''), told.member, held.id, 'PAUSED', $3
    FROM held CROSS JOIN LATERAL unnest(ARRAY[held.from_member, held.to_member]) AS told (member)
)
SELECT id FROM held ORDER BY id;

-- tell_senders
-- Tell the senders of referrals to a listing something about it, once for each referral.
INSERT INTO referrals.notices (id, member_id, referral_id, kind, at)
SELECT replace(gen_random_uuid()::text, '-', ''), from_member, id, $3, $4 FROM referrals.referrals
WHERE listing_id = $1 AND sent_at IS NOT NULL AND state = ANY($2::text[]);

-- listings_used
-- Name the listings to which a referral was ever sent.
SELECT DISTINCT listing_id FROM referrals.referrals WHERE sent_at IS NOT NULL ORDER BY listing_id;

-- blob_charge
-- Count what an organisation announces today; nothing comes back when that would be more than is allowed.
INSERT INTO referrals.blob_days AS d (member_id, day, bytes) VALUES ($1, $2, $3)
ON CONFLICT (member_id, day) DO UPDATE SET bytes = d.bytes + EXCLUDED.bytes WHERE d.bytes + EXCLUDED.bytes <= $4
RETURNING bytes;

-- blob_add
-- Announce a sealed file.
INSERT INTO referrals.blobs (id, size, upload_kept, read_kept, delete_kept, created_on, expires_on)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- blob_by_id
-- Read what is known of a sealed file that has not run out.
SELECT id, size, received, upload_kept, read_kept, delete_kept FROM referrals.blobs WHERE id = $1 AND expires_on > $2;

-- blob_grow
-- Move the end of what has come, if nobody else did in the meantime.
UPDATE referrals.blobs SET received = received + $3 WHERE id = $1 AND received = $2 RETURNING received;

-- blob_append
-- Keep the next bytes of a sealed file.
INSERT INTO referrals.blob_parts (blob_id, start, data) VALUES ($1, $2, $3);

-- blob_slice
-- Read the bytes of a sealed file from $2 up to, and without, $3.
SELECT substr(data, greatest($2 - start, 0) + 1, least($3, start + octet_length(data)) - greatest($2, start)) AS piece
FROM referrals.blob_parts WHERE blob_id = $1 AND start < $3 AND start + octet_length(data) > $2 ORDER BY start;

-- blob_delete
-- Delete a sealed file with all its bytes.
DELETE FROM referrals.blobs WHERE id = $1;

-- blob_sweep
-- Delete what has run out, and uploads that nobody went on with; give their number.
WITH gone AS (
    DELETE FROM referrals.blobs WHERE expires_on <= $1 OR (received < size AND created_on < $2) RETURNING id
), forgotten AS (
    DELETE FROM referrals.blob_days WHERE day < $2
)
SELECT count(*) FROM gone;

-- her_copy_parts
-- Read sealed parts of a copy; their ids are hashes, so that the order says nothing.
SELECT sealed FROM referrals.her_copy_parts WHERE lookup_kept = $1 ORDER BY id OFFSET $2 LIMIT $3;

-- her_copy_there
-- Say whether a copy is there.
SELECT EXISTS (SELECT FROM referrals.her_copies WHERE lookup_kept = $1);

-- her_copy_open
-- Make a copy, unless one is there.
INSERT INTO referrals.her_copies (lookup_kept, append_kept, revoke_kept, ends_on) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING;

-- her_copy_is
-- Say whether a copy is the one that was meant.
SELECT EXISTS (SELECT FROM referrals.her_copies WHERE lookup_kept = $1 AND append_kept = $2 AND revoke_kept = $3);

-- her_copy_hold
-- Hold a copy while a part is added to it.
SELECT lookup_kept FROM referrals.her_copies WHERE append_kept = $1 FOR NO KEY UPDATE;

-- her_copy_count
-- Count the parts of a copy.
SELECT count(*) FROM referrals.her_copy_parts WHERE lookup_kept = $1;

-- her_copy_has
-- Say whether a part is there.
SELECT EXISTS (SELECT FROM referrals.her_copy_parts WHERE id = $1);

-- her_copy_add
-- Add a sealed part.
INSERT INTO referrals.her_copy_parts (id, lookup_kept, sealed) VALUES ($1, $2, $3);

-- her_copy_longer
-- Keep a copy until the last of the consents in it has ended.
UPDATE referrals.her_copies SET ends_on = greatest(ends_on, $2) WHERE lookup_kept = $1;

-- her_copy_delete
-- Delete a copy with its parts.
DELETE FROM referrals.her_copies WHERE revoke_kept = $1 RETURNING 1;

-- her_copy_sweep
-- Delete the copies whose time is over.
WITH gone AS (DELETE FROM referrals.her_copies WHERE ends_on < $1 RETURNING 1) SELECT count(*) FROM gone;

-- case_lock
-- Let one device at a time write the keys of a case, and none while it ends.
SELECT id FROM referrals.referrals WHERE id = $1 FOR UPDATE;

-- case_staff
-- Read which people of an organisation are on a case, and who is barred from it.
SELECT staff_id, barred FROM referrals.case_staff WHERE referral_id = $1 AND member_id = $2;

-- case_staff_clear
-- Take everybody off a case; who is barred stays barred.
DELETE FROM referrals.case_staff WHERE referral_id = $1 AND member_id = $2 AND NOT barred;

-- case_staff_add
-- Put people on a case, or bar them from it.
INSERT INTO referrals.case_staff (referral_id, member_id, staff_id, barred) SELECT $1, $2, s, $4 FROM unnest($3::text[]) AS s
ON CONFLICT DO NOTHING;

-- case_keys
-- Read the numbers of an organisation's case keys, newest first, and whether somebody who left knows one.
SELECT number, exposed FROM referrals.case_keys WHERE referral_id = $1 AND member_id = $2 ORDER BY number DESC;

-- case_wraps
-- Read the sealed case keys of a case.
SELECT number, reader, wrap FROM referrals.case_wraps WHERE referral_id = $1 AND member_id = $2 ORDER BY number DESC, reader;

-- case_letters
-- Read the keys of letters under the case keys of an organisation.
SELECT l.env_id, l.number, l.sealed, referrals.letters_to(m.kind, m.to_member, r.from_member) AS letters_to
FROM referrals.case_letters l
JOIN referrals.env_meta m ON m.env_id = l.env_id
JOIN referrals.referrals r ON r.id = m.referral_id
WHERE l.referral_id = $1 AND l.member_id = $2 ORDER BY l.number DESC, m.at, m.seq, l.env_id;

-- case_ways
-- Read which way the letters of a referral go that are kept and that an organisation wrote or received.
SELECT m.env_id, referrals.letters_to(m.kind, m.to_member, r.from_member) AS letters_to
FROM referrals.env_meta m
JOIN referrals.env_ct e ON e.env_id = m.env_id
JOIN referrals.referrals r ON r.id = m.referral_id
WHERE m.referral_id = $1 AND $2 IN (m.from_member, m.to_member);

-- case_key_add
-- Begin a case key; the same number again changes nothing.
INSERT INTO referrals.case_keys (referral_id, member_id, number, exposed) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- case_wrap_add
-- Keep a case key sealed to one reader.
INSERT INTO referrals.case_wraps (referral_id, member_id, number, reader, wrap) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING;

-- case_letter_add
-- Keep the key of one letter under a case key.
INSERT INTO referrals.case_letters (referral_id, member_id, number, env_id, sealed) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING;

-- case_older_delete
-- Delete the case keys before a number, with all that lies under them.
DELETE FROM referrals.case_keys WHERE referral_id = $1 AND member_id = $2 AND number < $3;

-- case_others_delete
-- Delete a case's sealed keys of all but these readers.
DELETE FROM referrals.case_wraps WHERE referral_id = $1 AND member_id = $2 AND reader <> ALL($3::text[]);

-- case_expose
-- Remember that somebody who left the case knows its keys.
UPDATE referrals.case_keys SET exposed = true WHERE referral_id = $1 AND member_id = $2;

-- case_unsettled
-- Whether a letter under a case key still has a wrap for one of these keys of the organisation.
SELECT EXISTS (SELECT FROM referrals.case_letters l JOIN referrals.env_wrap w ON w.env_id = l.env_id
    WHERE l.referral_id = $1 AND l.member_id = $2 AND l.number = $3 AND w.kids && $4::bytea[]);

-- case_settle
-- Delete the wraps for these keys from the letters that a case key opens; the wraps of the other organisation stay.
UPDATE referrals.env_wrap w SET
    kids = ARRAY(SELECT CASE WHEN k.kid = ANY($4::bytea[]) THEN ''::bytea ELSE k.kid END
        FROM unnest(w.kids) WITH ORDINALITY AS k (kid, place) ORDER BY k.place),
    wraps = ARRAY(SELECT CASE WHEN k.kid = ANY($4::bytea[]) THEN ''::bytea ELSE k.wrap END
        FROM unnest(w.kids, w.wraps) WITH ORDINALITY AS k (kid, wrap, place) ORDER BY k.place)
FROM referrals.case_letters l
WHERE l.env_id = w.env_id AND l.referral_id = $1 AND l.member_id = $2 AND l.number = $3 AND w.kids && $4::bytea[];

-- case_delete
-- Delete what opens the letters of referrals that are erased.
SELECT referrals.delete_case_keys($1, $2);

-- case_erased
-- Whether letters that go one way are erased, or will be within the minute.
SELECT EXISTS (SELECT FROM referrals.erasures WHERE referral_id = $1 AND $2 = ANY(letters_to));

-- case_shut_out
-- Delete the sealed case keys of devices that were shut out, and remember that these keys are to be renewed; their number.
WITH gone AS (
    DELETE FROM referrals.case_wraps w USING network.devices d WHERE d.id = w.reader AND d.state = 'REVOKED'
    RETURNING w.referral_id, w.member_id, w.number
), marked AS (
    UPDATE referrals.case_keys k SET exposed = true FROM gone
    WHERE (k.referral_id, k.member_id, k.number) = (gone.referral_id, gone.member_id, gone.number)
)
SELECT count(*) FROM gone;

-- case_recovered
-- Read the case keys that were sealed to a ceremony's recovery key, after the last one shown.
SELECT w.referral_id, w.number, w.wrap, w.member_id = r.to_member AS received FROM referrals.case_wraps w
JOIN referrals.referrals r ON r.id = w.referral_id
WHERE w.member_id = $1 AND w.reader = $2 AND (w.referral_id, w.number) > ($3, $4)
ORDER BY w.referral_id, w.number LIMIT $5;

-- need_hand_over
-- Let another colleague hold what a woman looks for.
UPDATE referrals.needs SET holder_staff = $2, version = version + 1 WHERE id = $1;

-- needed_kids
-- Which of these keys stand on letters, not erased, of referrals in these states.
SELECT DISTINCT k.kid FROM referrals.env_wrap w
JOIN referrals.env_meta m ON m.env_id = w.env_id
JOIN referrals.referrals r ON r.id = m.referral_id AND r.state = ANY($2)
CROSS JOIN LATERAL unnest(w.kids) AS k (kid)
WHERE w.kids && $1::bytea[] AND k.kid = ANY($1::bytea[]);

-- news_from
-- Read after a place what an organisation was told and what it was sent, oldest first.
(SELECT id, referral_id, kind, erase_by, at FROM referrals.notices
 WHERE member_id = $1 AND (at, id) > ($2, $3) ORDER BY at, id LIMIT $4)
UNION ALL
(SELECT id, id, 'SENT', NULL, sent_at FROM referrals.referrals
 WHERE to_member = $1 AND sent_at IS NOT NULL AND (sent_at, id) > ($2, $3) ORDER BY sent_at, id LIMIT $4)
ORDER BY at, id LIMIT $4;

-- news_whose
-- Say which of these organisations have news from a time on; what was escalated counts where $3 says so.
SELECT m.member_id FROM unnest($1::text[]) AS m (member_id)
WHERE EXISTS (SELECT FROM referrals.notices n
    WHERE n.member_id = m.member_id AND n.at >= $2 AND ($3 OR NOT starts_with(n.kind, 'ESCALATED_')))
   OR EXISTS (SELECT FROM referrals.referrals r WHERE r.to_member = m.member_id AND r.sent_at >= $2);

-- timers_take
-- Take referrals at which it is time to look, for this worker alone, with what says when something is due.
SELECT r.id, r.need_id, r.from_member, r.to_member, r.listing_id, r.listing_version, r.consent_id, r.state, r.held_from,
    r.mode, r.org_feedback, r.her_feedback, r.attempts, r.decline_class, r.outcome_class, r.reason, r.asked_category,
    r.drafted_at, r.changed_at, r.sent_at, r.received_at, r.decided_at, r.first_contact_on, r.expected_on, r.review_on,
    r.started_on, r.outcome_at, r.ended_at, r.due_at, r.due_what, r.version, n.service_type, n.urgency = 'URGENT' AS urgent,
    m.country, CASE WHEN c.status IN ('LIVE', 'EXPIRED') THEN c.exp END AS consent_ends,
    coalesce($3 = ANY(c.purposes) AND 'PURPOSE:' || $3 <> ALL(c.taken_back), false) AS follow_up
FROM referrals.referrals r
JOIN referrals.needs n ON n.id = r.need_id
JOIN network.members m ON m.id = r.to_member
LEFT JOIN referrals.consents c ON c.id = r.consent_id
WHERE r.look_at <= $1 ORDER BY r.look_at LIMIT $2 FOR UPDATE OF r SKIP LOCKED;

-- timers_steps
-- Read the steps of referrals in order.
SELECT referral_id, seq, name, to_state, at FROM referrals.referral_events
WHERE referral_id = ANY($1::text[]) ORDER BY referral_id, seq;

-- timers_of
-- Read how far the node has gone about what is due of referrals.
SELECT referral_id, kind, number, due_at, stage, told_at FROM referrals.timers WHERE referral_id = ANY($1::text[]);

-- timers_keep
-- Keep how far the node has gone, one row for each thing that is due.
INSERT INTO referrals.timers (referral_id, kind, number, due_at, stage, told_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[], $5::int[], $6::timestamptz[])
ON CONFLICT (referral_id, kind, number) DO UPDATE
SET due_at = EXCLUDED.due_at, stage = EXCLUDED.stage, told_at = EXCLUDED.told_at;

-- timers_tell
-- Tell organisations what is due or was ended.
INSERT INTO referrals.notices (id, member_id, referral_id, kind, erase_by, at)
SELECT replace(gen_random_uuid()::text, '-', ''), member_id, referral_id, kind, erase_by, $5
FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS told (member_id, referral_id, kind, erase_by);

-- timers_looked
-- Write down when to look at referrals again, what both see as due, and whose account is overdue.
UPDATE referrals.referrals r SET look_at = l.look_at, due_at = l.due_at, due_what = l.due_what,
    org_feedback = CASE WHEN l.overdue AND r.org_feedback = 'DUE' THEN 'OVERDUE' ELSE r.org_feedback END
FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::boolean[])
    AS l (id, look_at, due_at, due_what, overdue)
WHERE r.id = l.id;

-- timer_heartbeat
-- Read when a worker last looked; nobody else looks in the meantime.
SELECT looked_at, awake_since FROM referrals.timer_clock FOR UPDATE;

-- timer_beat
-- Write down that a worker looks now.
INSERT INTO referrals.timer_clock (looked_at, awake_since) VALUES ($1, $2)
ON CONFLICT (one) DO UPDATE SET looked_at = EXCLUDED.looked_at, awake_since = EXCLUDED.awake_since;

-- timers_look_again
-- Look again at everything that waits for a later time, because the clock went back.
UPDATE referrals.referrals SET look_at = '-infinity' WHERE look_at > $1;

-- timer_time
-- Ask what time the database has.
SELECT clock_timestamp();

-- timer_settings_all
-- Read how long is waited, for every type of service for which somebody set it.
SELECT service_type, acknowledge_days, urgent_acknowledge_days, decide_days, urgent_decide_days, grace_days,
    urgent_grace_days, first_contact_days, review_days, outcome_days, first_check_days, follow_up_months, version
FROM referrals.timer_settings;

-- timer_settings_set
-- Set how long is waited for one type of service, if nobody else did in the meantime.
INSERT INTO referrals.timer_settings AS s (service_type, acknowledge_days, urgent_acknowledge_days, decide_days,
    urgent_decide_days, grace_days, urgent_grace_days, first_contact_days, review_days, outcome_days, first_check_days,
    follow_up_months, set_at)
SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
WHERE $2 = 0 OR EXISTS (SELECT FROM referrals.timer_settings WHERE service_type = $1)
ON CONFLICT (service_type) DO UPDATE SET acknowledge_days = EXCLUDED.acknowledge_days,
    urgent_acknowledge_days = EXCLUDED.urgent_acknowledge_days, decide_days = EXCLUDED.decide_days,
    urgent_decide_days = EXCLUDED.urgent_decide_days, grace_days = EXCLUDED.grace_days,
    urgent_grace_days = EXCLUDED.urgent_grace_days, first_contact_days = EXCLUDED.first_contact_days,
    review_days = EXCLUDED.review_days, outcome_days = EXCLUDED.outcome_days,
    first_check_days = EXCLUDED.first_check_days, follow_up_months = EXCLUDED.follow_up_months,
    set_at = EXCLUDED.set_at, version = s.version + 1
WHERE s.version = $2
RETURNING version;

-- timer_countries
-- Name the countries in which members work.
SELECT DISTINCT country FROM network.members ORDER BY country;

-- alert_members
-- Name the members of a kind that work now, the oldest first.
SELECT id FROM network.members WHERE kind = $1 AND state = 'ADMITTED' ORDER BY admitted_at, id;

-- alert_add
-- Keep a sealed alert.
INSERT INTO referrals.alerts (id, to_member, key, sealed, on_day) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;

-- alerts_of
-- Read the alerts that are sealed to a member and not answered.
SELECT id, key, sealed, on_day, state FROM referrals.alerts
WHERE to_member = $1 AND ended_on IS NULL ORDER BY on_day, id LIMIT 20;

-- alerts_sealed
-- Read every alert whose words are kept.
SELECT sealed FROM referrals.alerts WHERE sealed IS NOT NULL;

-- alert_read
-- Keep that somebody read alerts.
UPDATE referrals.alerts SET state = 'READ' WHERE id = ANY($1) AND to_member = $2 AND state = 'WAITS' RETURNING 1;

-- alert_answer
-- Keep what was done about an alert, and delete its words.
UPDATE referrals.alerts SET state = 'ANSWERED', answer = $3, ended_on = $4, sealed = NULL
WHERE id = $1 AND to_member = $2 AND ended_on IS NULL RETURNING 1;

-- alert_states
-- Say how alerts stand, by their keys.
SELECT key, state, answer, on_day, ended_on FROM referrals.alerts WHERE key = ANY($1) ORDER BY on_day, id;

-- alerts_waiting
-- Take the alerts that nobody answered, with the country in whose working days is waited.
SELECT a.id, a.to_member, m.kind, m.country, a.told_on
FROM referrals.alerts a JOIN network.members m ON m.id = a.to_member
WHERE a.ended_on IS NULL ORDER BY a.id FOR UPDATE OF a SKIP LOCKED;

-- alerts_told
-- Keep on which day somebody was told of alerts last.
UPDATE referrals.alerts SET told_on = $2 WHERE id = ANY($1);

-- alerts_run_out
-- Delete the words of alerts that nobody answered in time.
UPDATE referrals.alerts SET state = 'RAN_OUT', ended_on = $2, sealed = NULL
WHERE on_day < $1 AND ended_on IS NULL RETURNING 1;

-- alerts_forget
-- Delete alerts that ended long ago.
DELETE FROM referrals.alerts WHERE ended_on < $1;

-- look_now
-- Tell the sender's own people to look at a referral, once in three days; nobody else hears of it.
INSERT INTO referrals.notices (id, member_id, referral_id, kind, at)
SELECT replace(gen_random_uuid()::text, '-', ''), r.from_member, r.id, 'LOOK_NOW', $2::timestamptz
FROM referrals.referrals r
WHERE r.id = $1 AND NOT EXISTS (
    SELECT FROM referrals.notices n
    WHERE n.referral_id = r.id AND n.member_id = r.from_member AND n.kind = 'LOOK_NOW' AND n.at > $2::timestamptz - interval '72 hours');

-- indicator_referrals
-- Read, without ids, what is counted of the referrals that were sent in a half-year.
SELECT dense_rank() OVER (ORDER BY r.need_id) AS need, r.from_member, r.to_member, n.service_type, r.state, r.reason,
    r.decline_class, r.org_feedback, r.her_feedback, r.asked_category, r.sent_at, r.received_at, r.decided_at, r.started_on, (
        SELECT cardinality(s.options) FROM referrals.showings s WHERE s.referral_id = r.id ORDER BY s.seq DESC LIMIT 1
    ) AS options
FROM referrals.referrals r JOIN referrals.needs n ON n.id = r.need_id
WHERE (r.sent_at AT TIME ZONE 'UTC')::date >= $1::date AND (r.sent_at AT TIME ZONE 'UTC')::date < $2::date;

-- indicator_withdrawals
-- Read, without ids, in how many days recipients said that they erased what she took back in a half-year.
SELECT r.from_member, r.to_member, dense_rank() OVER (ORDER BY r.need_id) AS need, a.erased, a.at <= e.asked_at + make_interval(days => $3) AS in_time
FROM referrals.erasures e JOIN referrals.referrals r ON r.id = e.referral_id
LEFT JOIN referrals.attestations a ON a.referral_id = r.id AND a.member_id = r.to_member
WHERE e.ground = 'WITHDRAWN' AND r.sent_at IS NOT NULL AND (e.asked_at AT TIME ZONE 'UTC')::date >= $1::date
    AND (e.asked_at AT TIME ZONE 'UTC')::date < $2::date;

-- indicator_counts
-- Read what organisations counted by hand for a half-year.
SELECT member_id, list, category, count FROM referrals.indicator_counts WHERE period = $1;

-- indicator_counts_drop
-- Let go of what an organisation counted for a half-year; of all where none is named.
DELETE FROM referrals.indicator_counts WHERE period = $1 AND ($2::text IS NULL OR member_id = $2);

-- indicator_counts_add
-- Keep what an organisation counted for a half-year.
INSERT INTO referrals.indicator_counts (member_id, period, list, category, count)
SELECT $1, $2, list, category, count FROM unnest($3::text[], $4::text[], $5::int[]) AS c (list, category, count);

-- indicator_snapshot
-- Read what was published of a half-year.
SELECT body FROM referrals.indicator_snapshots WHERE period = $1;

-- indicator_snapshots
-- Name the half-years that were published, newest first.
SELECT period FROM referrals.indicator_snapshots ORDER BY period DESC;

-- indicator_publish
-- Publish a half-year, once.
INSERT INTO referrals.indicator_snapshots (period, at, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- slip_add
-- Keep that a slip was given; nothing was sent.
INSERT INTO referrals.slips (id, need_id, member_id, listing_id, listing_version, options, only_one_reason, given_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- slip_by_id
-- Read one slip of the caller's organisation.
SELECT id, need_id, listing_id, listing_version, options, only_one_reason, given_on, outcome, outcome_on
FROM referrals.slips WHERE id = $1 AND member_id = $2;

-- slips_of_need
-- Read the slips that were given for one need, in order.
SELECT id, need_id, listing_id, listing_version, options, only_one_reason, given_on, outcome, outcome_on
FROM referrals.slips WHERE need_id = $1 AND member_id = $2 ORDER BY given_on, id;

-- slip_outcome
-- Keep what she said came of a slip, once.
UPDATE referrals.slips SET outcome = $3, outcome_on = $4 WHERE id = $1 AND member_id = $2 AND outcome IS NULL
RETURNING id;

-- inbox_add
-- Keep a sealed letter for a house that is no member.
INSERT INTO referrals.sealed_inboxes (id, need_id, member_id, listing_id, listing_version, consent_id, options,
    only_one_reason, given_at, expires_at, lookup_kept, proof_kept, letter)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- inbox_by_id
-- Read what came of one letter of the caller's organisation, with the sealed answer.
SELECT id, need_id, listing_id, listing_version, consent_id, options, only_one_reason, given_at, expires_at, opened_at,
    answered_at, ended, ended_at, answer
FROM referrals.sealed_inboxes WHERE id = $1 AND member_id = $2;

-- inboxes_of_need
-- Read what came of the letters that were left for one need, in order.
SELECT id, need_id, listing_id, listing_version, consent_id, options, only_one_reason, given_at, expires_at, opened_at,
    answered_at, ended, ended_at, answer
FROM referrals.sealed_inboxes WHERE need_id = $1 AND member_id = $2 ORDER BY given_at, id;

-- inboxes_of_consents
-- Read what came of the letters that were left under these consents, in order.
SELECT id, need_id, listing_id, listing_version, consent_id, options, only_one_reason, given_at, expires_at, opened_at,
    answered_at, ended, ended_at
FROM referrals.sealed_inboxes WHERE consent_id = ANY ($1::text[]) ORDER BY given_at, id;

-- inbox_waits
-- Say whether a letter of this need waits at this service already.
SELECT EXISTS (SELECT FROM referrals.sealed_inboxes WHERE need_id = $1 AND listing_id = $2 AND ended IS NULL);

-- inbox_hold
-- Hold a letter that lies there, so that two who ask at once ask one after the other.
SELECT id, need_id, listing_id, listing_version, consent_id, options, only_one_reason, given_at, expires_at, opened_at,
    answered_at, ended, ended_at, answer, proof_kept, letter
FROM referrals.sealed_inboxes WHERE lookup_kept = $1 FOR NO KEY UPDATE;

-- inbox_opened
-- Keep when a letter was opened first, and until when it opens again.
UPDATE referrals.sealed_inboxes SET opened_at = $2, expires_at = $3 WHERE id = $1;

-- inbox_answered
-- Keep the sealed answer of a house.
UPDATE referrals.sealed_inboxes SET answer = $2, answered_at = $3 WHERE id = $1;

-- inbox_end
-- Delete a letter, and its answer where nobody may read that any more; what stays says that there was one, and when.
UPDATE referrals.sealed_inboxes SET letter = NULL, lookup_kept = NULL, proof_kept = NULL, ended = $2, ended_at = $3,
    answer = CASE WHEN $4 THEN answer END
WHERE id = $1 AND (ended IS NULL OR answer IS NOT NULL);

-- inboxes_end_of_consents
-- Delete every letter and answer under these consents and what they renew, at once; gives those that were there.
UPDATE referrals.sealed_inboxes i SET letter = NULL, lookup_kept = NULL, proof_kept = NULL, answer = NULL, ended = $2,
    ended_at = $3
FROM referrals.consents c JOIN referrals.consents k ON k.withdrawal_commitment = c.withdrawal_commitment
WHERE c.id = ANY ($1::text[]) AND i.consent_id = k.id AND (i.ended IS NULL OR i.answer IS NOT NULL) RETURNING i.id;

-- inboxes_sweep
-- Delete the letters whose time is over, and those for services that are suspended; how many.
WITH gone AS (
    UPDATE referrals.sealed_inboxes SET letter = NULL, lookup_kept = NULL, proof_kept = NULL,
        answer = CASE WHEN listing_id = ANY ($2::text[]) THEN NULL ELSE answer END,
        ended = CASE WHEN listing_id = ANY ($2::text[]) THEN 'STOPPED' ELSE 'EXPIRED' END, ended_at = $1
    WHERE ended IS NULL AND (expires_at <= $1 OR listing_id = ANY ($2::text[])) RETURNING 1
) SELECT count(*) FROM gone;

-- inbox_answers_sweep
-- Delete the answers that lay long enough; how many.
WITH gone AS (
    UPDATE referrals.sealed_inboxes SET answer = NULL WHERE answer IS NOT NULL AND answered_at < $1 RETURNING 1
) SELECT count(*) FROM gone;
