-- What a new device and the officer's device that answers it say to each other, so that both show one short code.

CREATE TABLE network.pairings (
    device_id text PRIMARY KEY REFERENCES network.devices (id),
    member_id text NOT NULL REFERENCES network.members (id),
    commitment bytea NOT NULL CHECK (length(commitment) = 32),
    answered_by text REFERENCES network.devices (id),
    answer bytea CHECK (length(answer) = 32),
    opening bytea CHECK (length(opening) = 32),
    CONSTRAINT pairings_go_in_order CHECK (
        (answer IS NULL) = (answered_by IS NULL) AND (opening IS NULL OR answer IS NOT NULL)
    )
);

ALTER TABLE network.pairings ENABLE ROW LEVEL SECURITY;

CREATE POLICY pairings_of_her_own ON network.pairings USING (member_id = kit.member() OR kit.realm() = 'node');

GRANT SELECT, INSERT ON network.pairings TO tolerant_node;
GRANT UPDATE (answered_by, answer, opening) ON network.pairings TO tolerant_node;
