-- What is waited for: when a worker looks at a referral next, how far it has gone about each thing that is due, and for how
-- long each type of service is waited for.

ALTER TABLE referrals.referrals ADD COLUMN look_at timestamptz DEFAULT '-infinity';
CREATE INDEX referrals_to_look_at ON referrals.referrals (look_at) WHERE look_at IS NOT NULL;
GRANT UPDATE (look_at) ON referrals.referrals TO tolerant_node;

CREATE FUNCTION referrals.look_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.look_at := '-infinity';
    RETURN NEW;
END
$$;
CREATE TRIGGER referrals_are_looked_at_again BEFORE UPDATE ON referrals.referrals
    FOR EACH ROW WHEN (NEW.version <> OLD.version OR NEW.consent_id IS DISTINCT FROM OLD.consent_id)
    EXECUTE FUNCTION referrals.look_again();

CREATE TABLE referrals.timers (
    referral_id text NOT NULL CONSTRAINT timer_of REFERENCES referrals.referrals (id),
    kind text NOT NULL CONSTRAINT timer_kind_form CHECK (kind ~ '^[A-Z_]{1,40}$'),
    number int NOT NULL,
    due_at timestamptz NOT NULL,
    stage int NOT NULL CONSTRAINT timer_stage CHECK (stage BETWEEN 0 AND 3),
    told_at timestamptz,
    CONSTRAINT timers_pk PRIMARY KEY (referral_id, kind, number)
);

CREATE TABLE referrals.timer_clock (
    one boolean NOT NULL DEFAULT true CONSTRAINT timer_clock_pk PRIMARY KEY CONSTRAINT timer_clock_is_one CHECK (one),
    looked_at timestamptz NOT NULL,
    awake_since timestamptz NOT NULL
);

CREATE TABLE referrals.timer_settings (
    service_type text NOT NULL CONSTRAINT timer_settings_pk PRIMARY KEY
        CONSTRAINT timer_service_type_form CHECK (service_type ~ '^[A-Za-z0-9_.:-]{1,80}$'),
    acknowledge_days int NOT NULL,
    urgent_acknowledge_days int NOT NULL,
    decide_days int NOT NULL,
    urgent_decide_days int NOT NULL,
    grace_days int NOT NULL,
    urgent_grace_days int NOT NULL,
    first_contact_days int NOT NULL,
    review_days int NOT NULL,
    outcome_days int NOT NULL,
    first_check_days int NOT NULL,
    follow_up_months int[] NOT NULL,
    set_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CONSTRAINT timer_out_of_range CHECK (
        least(acknowledge_days, urgent_acknowledge_days, decide_days, urgent_decide_days, grace_days, urgent_grace_days,
              first_contact_days, review_days, outcome_days, first_check_days) >= 1
        AND greatest(acknowledge_days, urgent_acknowledge_days, decide_days, urgent_decide_days, grace_days,
                     urgent_grace_days, first_contact_days, review_days, outcome_days, first_check_days) <= 366
        AND cardinality(follow_up_months) <= 12)
);

CREATE FUNCTION referrals.look_again_at_all_of_a_type() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    UPDATE referrals.referrals r SET look_at = '-infinity' FROM referrals.needs n
    WHERE n.id = r.need_id AND n.service_type = NEW.service_type AND r.look_at IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER timer_settings_hold_at_once AFTER INSERT OR UPDATE ON referrals.timer_settings
    FOR EACH ROW EXECUTE FUNCTION referrals.look_again_at_all_of_a_type();

ALTER TABLE referrals.timers ENABLE ROW LEVEL SECURITY;
CREATE POLICY timers_of_the_node ON referrals.timers USING (kit.realm() = 'node');
ALTER TABLE referrals.timer_clock ENABLE ROW LEVEL SECURITY;
CREATE POLICY timer_clock_of_the_node ON referrals.timer_clock USING (kit.realm() = 'node');
ALTER TABLE referrals.timer_settings ENABLE ROW LEVEL SECURITY;
CREATE POLICY timer_settings_seen ON referrals.timer_settings FOR SELECT
    USING (kit.realm() IN ('node', 'member', 'secretariat', 'auditor'));
CREATE POLICY timer_settings_set ON referrals.timer_settings FOR INSERT WITH CHECK (kit.realm() = 'secretariat');
CREATE POLICY timer_settings_changed ON referrals.timer_settings FOR UPDATE USING (kit.realm() = 'secretariat');

GRANT SELECT, INSERT, UPDATE ON referrals.timers, referrals.timer_clock, referrals.timer_settings TO tolerant_node;
