-- Tell the database who asks, for the one transaction of a function whose caller says it.
CREATE FUNCTION kit.asks(member text, realm text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('tolerant.member', member, true), set_config('tolerant.realm', realm, true);
END
$$;
