-- Who asks, as a person: what only she may see is kept by her own id.
CREATE FUNCTION kit.staff() RETURNS text LANGUAGE sql STABLE
    RETURN coalesce(current_setting('tolerant.staff', true), '');
