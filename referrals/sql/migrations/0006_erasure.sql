-- Letters lie under shred keys that are kept elsewhere (schema shred); what is to be erased is written down until it is done.

-- Letters that came before have no second lock; every new one has.
ALTER TABLE referrals.env_ct ADD COLUMN shut boolean NOT NULL DEFAULT false;
ALTER TABLE referrals.env_ct ALTER COLUMN shut SET DEFAULT true;

CREATE FUNCTION referrals.letters_to(kind text, to_member text, sender text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = '' AS $$
    SELECT CASE WHEN $1 = 'FEEDBACK' THEN 'HERS' WHEN $2 = $3 THEN 'SENDER' ELSE 'RECIPIENT' END
$$;

CREATE TABLE referrals.erasures (
    referral_id text NOT NULL CONSTRAINT erasure_of REFERENCES referrals.referrals (id),
    ground text NOT NULL CONSTRAINT erasure_ground CHECK (ground IN (
        'WITHDRAWN', 'CANCELLED', 'DECLINED', 'CLIENT_DECLINED', 'EXPIRED', 'VOID', 'RETENTION')),
    letters_to text[] NOT NULL,
    asked_at timestamptz NOT NULL,
    key_gone_at timestamptz,
    clean_at timestamptz,
    escalated_at timestamptz,
    CONSTRAINT erasures_pk PRIMARY KEY (referral_id, ground)
);
CREATE INDEX erasures_undone ON referrals.erasures (asked_at) WHERE clean_at IS NULL;
CREATE INDEX erasures_by_time ON referrals.erasures (asked_at, referral_id);

ALTER TABLE referrals.erasures ENABLE ROW LEVEL SECURITY;
CREATE POLICY erasures_of_both ON referrals.erasures
    USING (EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id))
    WITH CHECK (kit.realm() = 'node' OR EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id));

GRANT SELECT, INSERT ON referrals.erasures TO tolerant_node;
GRANT UPDATE (key_gone_at, clean_at, escalated_at) ON referrals.erasures TO tolerant_node;
