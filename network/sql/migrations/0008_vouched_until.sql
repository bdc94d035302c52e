-- Until when the board vouches for an organisation: nothing is sent to or from one for which it does not.

ALTER TABLE network.members ADD COLUMN vouched_until timestamptz;

UPDATE network.members m SET vouched_until = to_timestamp(v.exp) FROM (
    SELECT DISTINCT ON (e.member_id) e.member_id, (convert_from(e.leaf, 'UTF8')::jsonb #>> '{body,exp}')::bigint AS exp
    FROM network.log_entries e WHERE e.kind = 'vetted.v1' ORDER BY e.member_id, e.index DESC
) v WHERE v.member_id = m.id;

-- Whether the board vouches for an organisation at a moment; asked within questions that say only themselves who asks.
CREATE FUNCTION network.vouched_for(wanted text, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT coalesce((SELECT m.vouched_until > moment FROM network.members m WHERE m.id = wanted), false)
$$;

GRANT UPDATE (vouched_until) ON network.members TO tolerant_node;
REVOKE EXECUTE ON FUNCTION network.vouched_for(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network.vouched_for(text, timestamptz) TO tolerant_node;
