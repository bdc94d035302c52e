-- The readable whole: who is asking, per transaction. Row-level security in every house reads these.

CREATE SCHEMA kit;

CREATE FUNCTION kit.member() RETURNS text LANGUAGE sql STABLE
    RETURN coalesce(current_setting('tolerant.member', true), '');

CREATE FUNCTION kit.realm() RETURNS text LANGUAGE sql STABLE
    RETURN coalesce(current_setting('tolerant.realm', true), '');

CREATE FUNCTION kit.subject() RETURNS bytea LANGUAGE sql STABLE
    RETURN decode(coalesce(current_setting('tolerant.subject', true), ''), 'hex');

CREATE FUNCTION kit.staff() RETURNS text LANGUAGE sql STABLE
    RETURN coalesce(current_setting('tolerant.staff', true), '');

-- Tell the database who asks, for the one transaction of a function whose caller says it.
CREATE FUNCTION kit.asks(member text, realm text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('tolerant.member', member, true), set_config('tolerant.realm', realm, true);
END
$$;

CREATE FUNCTION kit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are kept as they were written', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

GRANT USAGE ON SCHEMA kit TO tolerant_node;
