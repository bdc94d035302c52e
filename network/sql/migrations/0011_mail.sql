-- Where a member of staff wants to be told that there is something new; never a woman's address.

CREATE TABLE network.mail (
    staff_id text NOT NULL CONSTRAINT mail_pk PRIMARY KEY,
    member_id text NOT NULL,
    address text NOT NULL CONSTRAINT mail_address_length CHECK (length(address) BETWEEN 3 AND 254),
    language text NOT NULL CONSTRAINT mail_language_form CHECK (language ~ '^[a-z]{2,3}$'),
    zone text NOT NULL,
    quiet_from int NOT NULL CONSTRAINT mail_quiet_from CHECK (quiet_from BETWEEN 0 AND 23),
    quiet_to int NOT NULL CONSTRAINT mail_quiet_to CHECK (quiet_to BETWEEN 0 AND 23),
    every_minutes int NOT NULL CONSTRAINT mail_every CHECK (every_minutes BETWEEN 5 AND 1440),
    code_hash bytea CONSTRAINT mail_code_size CHECK (octet_length(code_hash) = 32),
    code_until timestamptz,
    code_tries int NOT NULL DEFAULT 0,
    codes_on date,
    codes int NOT NULL DEFAULT 0,
    confirmed_at timestamptz,
    told_at timestamptz,
    next_at timestamptz,
    failures int NOT NULL DEFAULT 0,
    FOREIGN KEY (staff_id, member_id) REFERENCES network.staff (id, member_id)
);
CREATE INDEX mail_due ON network.mail (next_at) WHERE confirmed_at IS NOT NULL;

ALTER TABLE network.mail ENABLE ROW LEVEL SECURITY;
CREATE POLICY mail_of_herself ON network.mail
    USING (kit.realm() = 'node' OR (member_id = kit.member() AND staff_id = kit.staff()));
GRANT SELECT, INSERT, UPDATE, DELETE ON network.mail TO tolerant_node;
