-- Post keys end: when the last seed of one is deleted here is written down, and the worker may delete.

ALTER TABLE network.intake_keys ADD COLUMN shredded_at timestamptz;

CREATE POLICY intake_keys_end ON network.intake_keys FOR UPDATE USING (kit.realm() = 'node');
CREATE POLICY intake_wraps_of_the_node ON network.intake_wraps FOR SELECT USING (kit.realm() = 'node');
CREATE POLICY intake_wraps_end ON network.intake_wraps FOR DELETE USING (kit.realm() = 'node');
CREATE POLICY recovery_wraps_of_the_node ON network.recovery_wraps FOR SELECT USING (kit.realm() = 'node');
CREATE POLICY recovery_wraps_end ON network.recovery_wraps FOR DELETE USING (kit.realm() = 'node');

GRANT UPDATE (shredded_at) ON network.intake_keys TO tolerant_node;
GRANT DELETE ON network.intake_wraps TO tolerant_node;
