-- An alert is told of, read and answered. Its words go with the answer; what came of it stays for her for a while.
ALTER TABLE referrals.alerts
    ALTER COLUMN sealed DROP NOT NULL,
    ADD COLUMN state text NOT NULL DEFAULT 'WAITS' CONSTRAINT alert_state CHECK (state IN (
        'WAITS', 'READ', 'ANSWERED', 'RAN_OUT')),
    ADD COLUMN answer text CONSTRAINT alert_answer CHECK (answer IN (
        'TALKED_WITH_HER', 'SAFETY_CHECKED', 'ACTED', 'PASSED_ON', 'COULD_NOT_REACH_HER', 'UNFOUNDED_AS_SHE_SAYS',
        'NOTHING_TO_DO')),
    ADD COLUMN told_on date,
    ADD COLUMN ended_on date,
    ADD CONSTRAINT alert_ends_once CHECK ((state IN ('WAITS', 'READ')) = (ended_on IS NULL)),
    ADD CONSTRAINT alert_answered CHECK ((state = 'ANSWERED') = (answer IS NOT NULL)),
    ADD CONSTRAINT alert_words_go CHECK ((sealed IS NULL) = (ended_on IS NOT NULL));
CREATE INDEX alerts_by_key ON referrals.alerts (key);
DROP POLICY alerts_ended ON referrals.alerts;
CREATE POLICY alerts_answered ON referrals.alerts FOR UPDATE
    USING (kit.realm() = 'node' OR (kit.realm() IN ('secretariat', 'auditor') AND to_member = kit.member()));
CREATE POLICY alerts_ended ON referrals.alerts FOR DELETE USING (kit.realm() = 'node');
GRANT UPDATE (state, answer, sealed, told_on, ended_on) ON referrals.alerts TO tolerant_node;

-- What an organisation is told of alerts is about no referral.
ALTER TABLE referrals.notices
    ALTER COLUMN referral_id DROP NOT NULL,
    ADD CONSTRAINT notice_about CHECK (referral_id IS NOT NULL OR kind IN ('ALERT_WAITS', 'ALERT_UNANSWERED'));
DROP POLICY notices_of_the_member ON referrals.notices;
CREATE POLICY notices_of_the_member ON referrals.notices
    USING (kit.realm() = 'node' OR (kit.realm() IN ('member', 'secretariat', 'auditor') AND member_id = kit.member()))
    WITH CHECK (kit.realm() IN ('node', 'subject', 'member', 'secretariat')
           AND (kit.realm() = 'node' OR EXISTS (SELECT FROM referrals.referrals r WHERE r.id = referral_id)));
