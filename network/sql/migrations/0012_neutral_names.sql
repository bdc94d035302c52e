-- The name under which an organisation is shown to kinds of services that must not learn what it does.
CREATE TABLE network.neutral_names (
    member_id text NOT NULL CONSTRAINT neutral_names_pk PRIMARY KEY REFERENCES network.members (id),
    name text NOT NULL CONSTRAINT neutral_name_length CHECK (length(name) BETWEEN 1 AND 100),
    set_at timestamptz NOT NULL
);

ALTER TABLE network.neutral_names ENABLE ROW LEVEL SECURITY;
CREATE POLICY neutral_names_are_shown ON network.neutral_names FOR SELECT USING (kit.realm() <> '');
CREATE POLICY neutral_names_are_set ON network.neutral_names FOR INSERT WITH CHECK (member_id = kit.member());
CREATE POLICY neutral_names_are_changed ON network.neutral_names FOR UPDATE USING (member_id = kit.member());
GRANT SELECT, INSERT, UPDATE ON network.neutral_names TO tolerant_node;
