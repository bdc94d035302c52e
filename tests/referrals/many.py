"""Many referrals at once, each a copy of one that was really sent, as if they had been sent days ago."""

from typing import Any

COPIES = """
CREATE TEMP TABLE made ON COMMIT DROP AS
    SELECT md5('referral' || n) AS id, md5('need' || n) AS need_id, md5('consent' || n) AS consent_id, n,
           now() - make_interval(days => {days}) AS at, sha256(('letter' || n)::bytea) AS env_id
    FROM generate_series(1, {count}) AS n;
INSERT INTO referrals.needs SELECT (jsonb_populate_record(o.whole, jsonb_build_object('id', made.need_id))).*
    FROM made, (SELECT t AS whole FROM referrals.needs t LIMIT 1) o;
INSERT INTO referrals.consents SELECT (jsonb_populate_record(o.whole, jsonb_build_object('id', made.consent_id,
    'nbf', made.at - interval '1 day', 'token_hash', '\\x' || encode(sha256(('token' || n)::bytea), 'hex'),
    'withdrawal_commitment', '\\x' || encode(sha256(('card' || n)::bytea), 'hex')))).*
    FROM made, (SELECT t AS whole FROM referrals.consents t LIMIT 1) o;
INSERT INTO referrals.referrals SELECT (jsonb_populate_record(o.whole, jsonb_build_object('id', made.id,
    'need_id', made.need_id, 'consent_id', made.consent_id, 'sent_at', made.at, 'look_at', '-infinity'))).*
    FROM made, (SELECT t AS whole FROM referrals.referrals t LIMIT 1) o;
INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, at)
    SELECT id, 4, 'SEND', 'AWAITING_CONSENT', 'SENT', 'A', '', at FROM made;
INSERT INTO referrals.env_meta SELECT (jsonb_populate_record(o.whole, jsonb_build_object('env_id',
    '\\x' || encode(made.env_id, 'hex'), 'referral_id', made.id, 'consent_id', made.consent_id, 'at', made.at))).*
    FROM made, (SELECT t AS whole FROM referrals.env_meta t LIMIT 1) o;
INSERT INTO referrals.env_ct SELECT made.env_id, o.protected, o.key_commit, o.nonce, o.ct, o.shut
    FROM made, (SELECT * FROM referrals.env_ct LIMIT 1) o;
INSERT INTO referrals.env_wrap SELECT made.env_id, o.kids, o.wraps
    FROM made, (SELECT * FROM referrals.env_wrap LIMIT 1) o;
"""


async def copies(owner: Any, count: int, days: int) -> None:
    """Copy the one referral that is there `count` times, sent `days` ago; needs the owner of the database."""
    async with owner.transaction():
        await owner.execute(COPIES.format(count=count, days=days))
