-- Sealed words to the secretariat or the auditor, past the organisation that helps her: to whom and on which day. No column
-- says who wrote one, about whom, or at what moment.
CREATE TABLE referrals.alerts (
    id bytea NOT NULL CONSTRAINT alerts_pk PRIMARY KEY CONSTRAINT alert_id_size CHECK (octet_length(id) = 32),
    to_member text NOT NULL,
    key bytea NOT NULL CONSTRAINT alert_key_size CHECK (octet_length(key) = 32),
    sealed bytea NOT NULL CONSTRAINT alert_size CHECK (octet_length(sealed) <= 65536),
    on_day date NOT NULL
);
CREATE INDEX alerts_by_reader ON referrals.alerts (to_member, on_day, id);

ALTER TABLE referrals.alerts ENABLE ROW LEVEL SECURITY;
CREATE POLICY alerts_read ON referrals.alerts FOR SELECT
    USING (kit.realm() = 'node' OR (kit.realm() IN ('secretariat', 'auditor') AND to_member = kit.member()));
CREATE POLICY alerts_raised ON referrals.alerts FOR INSERT WITH CHECK (kit.realm() = 'node');
CREATE POLICY alerts_ended ON referrals.alerts FOR DELETE
    USING (kit.realm() = 'node' OR (kit.realm() IN ('secretariat', 'auditor') AND to_member = kit.member()));
GRANT SELECT, INSERT, DELETE ON referrals.alerts TO tolerant_node;
