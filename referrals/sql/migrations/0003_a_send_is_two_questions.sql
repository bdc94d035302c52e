-- A send is two questions to the database: what the guards look at, and the one act. Each is told who asks.
DROP FUNCTION referrals.send;

-- What the guards of sending look at, for the organisation that asks and no other; the caller's words come with it, so
-- that one question is a transaction of its own.
CREATE FUNCTION referrals.send_view(sender text, referral text, envelope bytea, token bytea,
    place int, moment timestamptz)
RETURNS TABLE (from_member text, to_member text, listing_id text, listing_version int, state text, version int,
    consent_id text, uses int, used int, status text, consent bytea, token_hash bytea, device_key bytea,
    risk_assessment_on date, age_asserted_17_plus boolean, urgency text, epoch int, public_key bytea, s_state text,
    s_vetted_version int, s_expires_at timestamptz, s_owner_member_id text, s_accepting text, s_route text,
    s_broker_member text, s_service_types text[], stored_at timestamptz, replayed boolean, duplicate boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM kit.asks($1, 'member');
    RETURN QUERY
    SELECT r.from_member, r.to_member, r.listing_id, r.listing_version, r.state, r.version, c.id, c.uses, c.used,
        c.status, c.token, c.token_hash, c.device_key, n.risk_assessment_on, n.age_asserted_17_plus, n.urgency, k.epoch,
        k.public_key, s.state, s.vetted_version, s.expires_at, s.owner_member_id, s.accepting, s.route,
        s.broker_member, s.service_types, CASE WHEN m.env_id = $3 THEN m.at END, coalesce(m.env_id <> $3, false),
        coalesce(o.id <> r.id, false)
    FROM referrals.referrals r
    JOIN referrals.needs n ON n.id = r.need_id
    LEFT JOIN referrals.consents c ON c.token_hash = $4 AND c.from_member = r.from_member
    LEFT JOIN referrals.env_meta m ON m.from_member = r.from_member AND m.referral_id = r.id AND m.seq = $5
    LEFT JOIN referrals.referrals o ON o.need_id = r.need_id AND o.listing_id = r.listing_id AND o.sent_at IS NOT NULL
        AND o.state IN ('SENT', 'RECEIVED', 'INFO_REQUESTED', 'WAITLISTED', 'ACCEPTED', 'IN_SERVICE', 'ON_HOLD_SAFETY',
                        'OUTCOME_REPORTED')
    LEFT JOIN network.intake_key_at(r.to_member, $6) k ON true
    LEFT JOIN directory.standing(r.listing_id, r.listing_version) s ON true
    WHERE r.id = $2 AND r.from_member = $1;
END
$$;
REVOKE EXECUTE ON FUNCTION referrals.send_view FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referrals.send_view TO tolerant_node;

-- Consume one use of the consent, move the referral to SENT, store the envelope and write it all down: all of it, or the
-- transaction ends. Only this function counts a use, and only for the organisation that asks.
CREATE FUNCTION referrals.send(sender text, referral text, seen int, envelope bytea, consent text, place int,
    recipient text, before bytea, moment timestamptz, protected bytea, key_commit bytea, nonce bytea, ct bytea,
    kids bytea[], wraps bytea[], due timestamptz, due_what text, key text, request bytea, lane text, written text,
    staff text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    sent int;
BEGIN
    WITH spent AS (
        UPDATE referrals.consents c SET used = c.used + 1, version = c.version + 1
        WHERE c.id = $5 AND c.status = 'LIVE' AND c.used < c.uses AND c.from_member = $1 AND c.to_member = $7
        RETURNING c.id, c.uses, c.used
    ), moved AS (
        UPDATE referrals.referrals r
        SET state = 'SENT', consent_id = $5, reason = NULL, sent_at = $9, changed_at = $9, version = r.version + 1,
            due_at = $16, due_what = $17
        WHERE r.id = $2 AND r.version = $3 AND r.state = 'AWAITING_CONSENT' AND r.from_member = $1
            AND r.to_member = $7 AND EXISTS (SELECT FROM spent)
        RETURNING r.id, r.version
    ), meta AS (
        INSERT INTO referrals.env_meta (env_id, kind, referral_id, seq, prev, from_member, to_member, consent_id, uses,
            use_no, at)
        SELECT $4, 'SEND', moved.id, $6, $8, $1, $7, spent.id, spent.uses, spent.used, $9 FROM spent, moved
    ), sealed AS (
        INSERT INTO referrals.env_ct (env_id, protected, key_commit, nonce, ct)
        SELECT $4, $10, $11, $12, $13 FROM moved
    ), wrapped AS (
        INSERT INTO referrals.env_wrap (env_id, kids, wraps) SELECT $4, $14, $15 FROM moved
    ), step AS (
        INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, env_id,
            at)
        SELECT moved.id, moved.version, 'SEND', 'AWAITING_CONSENT', 'SENT', 'A', $1, $4, $9 FROM moved
    )
    SELECT moved.version INTO sent FROM moved;
    IF sent IS NULL THEN
        RAISE serialization_failure USING MESSAGE = 'the referral or the consent changed in the same moment';
    END IF;
    PERFORM network.remember($1, $18, $19, $2);
    PERFORM network.record($20, $9, $21, $1, $22, 'send-referral', 'referral', $2);
    RETURN sent;
END
$$;
REVOKE EXECUTE ON FUNCTION referrals.send FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referrals.send TO tolerant_node;
