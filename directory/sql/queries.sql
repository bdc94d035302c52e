-- revision
-- Read the number that grows with every change of the directory.
SELECT number FROM directory.revision;

-- rows_for_the_shelf
-- Read the listings that may be matched, in the words that are shown, a page at a time.
SELECT w.*, c.revision AS changed FROM directory.listing_words w JOIN directory.changes c ON c.listing_id = w.id
WHERE number = coalesce(vetted_version, current_version) AND state = ANY($1::text[]) AND id > $2
ORDER BY id LIMIT $3;

-- ids_changed
-- Name the listings that changed after a revision.
SELECT listing_id FROM directory.changes WHERE revision > $1;

-- rows_changed
-- Read some listings that may be matched, in the words that are shown.
SELECT w.*, c.revision AS changed FROM directory.listing_words w JOIN directory.changes c ON c.listing_id = w.id
WHERE number = coalesce(vetted_version, current_version) AND state = ANY($1::text[]) AND id = ANY($2::text[])
ORDER BY id;

-- row_shown
-- Read one listing in the words that are shown.
SELECT * FROM directory.listing_words WHERE id = $1 AND number = coalesce(vetted_version, current_version);

-- row_at
-- Read one listing in the words of one version.
SELECT * FROM directory.listing_words WHERE id = $1 AND number = $2;

-- row_by_source
-- Find a listing by where it came from, in its newest words.
SELECT * FROM directory.listing_words WHERE source = $1 AND source_id = $2 AND number = current_version;

-- rows_found
-- Search listings by words, kinds of service, countries and states, a page at a time.
SELECT * FROM directory.listing_words
WHERE number = coalesce(vetted_version, current_version) AND state = ANY($1::text[])
    AND search LIKE ALL (SELECT '%' || word || '%' FROM unnest(string_to_array(directory.normalise($2), ' ')) AS word)
    AND (cardinality($3::text[]) = 0 OR service_types && $3::text[])
    AND (cardinality($4::text[]) = 0 OR areas_around && $4::text[] OR areas_inside && $5::text[])
    AND ($6::text IS NULL OR owner_member_id = $6 OR proposed_by = $6)
    AND id > $7
ORDER BY id LIMIT $8;

-- count_found
-- Count what the same search finds.
SELECT count(*) FROM directory.listing_words
WHERE number = coalesce(vetted_version, current_version) AND state = ANY($1::text[])
    AND search LIKE ALL (SELECT '%' || word || '%' FROM unnest(string_to_array(directory.normalise($2), ' ')) AS word)
    AND (cardinality($3::text[]) = 0 OR service_types && $3::text[])
    AND (cardinality($4::text[]) = 0 OR areas_around && $4::text[] OR areas_inside && $5::text[])
    AND ($6::text IS NULL OR owner_member_id = $6 OR proposed_by = $6);

-- rows_waiting
-- Read what waits for reviewers, in its newest words: proposals, reviews, and new words of vetted services.
SELECT * FROM directory.listing_words
WHERE number = current_version AND vetted_version IS DISTINCT FROM current_version
    AND state = ANY($1::text[]) AND id > $2
ORDER BY id LIMIT $3;

-- count_waiting
-- Count what waits for reviewers.
SELECT count(*) FROM directory.listings
WHERE vetted_version IS DISTINCT FROM current_version AND state = ANY($1::text[]);

-- texts_of
-- Read the texts of versions.
SELECT t.* FROM directory.listing_texts t
JOIN unnest($1::text[], $2::int[]) AS w (listing_id, number) USING (listing_id, number)
ORDER BY listing_id, number, kind, position;

-- places_of
-- Read the places of versions; the hidden part comes only for those who may see it.
SELECT p.listing_id, p.number, p.visibility, p.area, coalesce(p.label, h.label) AS label,
    coalesce(p.city, h.city) AS city, coalesce(p.street, h.street) AS street,
    coalesce(p.postal_code, h.postal_code) AS postal_code, coalesce(p.latitude, h.latitude) AS latitude,
    coalesce(p.longitude, h.longitude) AS longitude
FROM directory.listing_places p
JOIN unnest($1::text[], $2::int[]) AS w (listing_id, number) USING (listing_id, number)
LEFT JOIN directory.listing_hidden_places h USING (listing_id, number, position)
ORDER BY p.listing_id, p.number, p.position;

-- criteria_of
-- Read the conditions of versions.
SELECT c.* FROM directory.listing_criteria c
JOIN unnest($1::text[], $2::int[]) AS w (listing_id, number) USING (listing_id, number)
ORDER BY listing_id, number, position;

-- outcomes_of
-- Read what versions lead to.
SELECT o.* FROM directory.listing_outcomes o
JOIN unnest($1::text[], $2::int[]) AS w (listing_id, number) USING (listing_id, number)
ORDER BY listing_id, number, position;

-- providers_add
-- Keep providers that are not known yet.
INSERT INTO directory.providers (id, name, country, member_id, source, source_id)
SELECT id, name, country, member_id, source, source_id
FROM jsonb_to_recordset($1::jsonb) AS r (
    id text, name text, country text, member_id text, source text, source_id text)
ON CONFLICT ON CONSTRAINT providers_source_once DO NOTHING;

-- providers_by_source
-- Find providers by their ids at one source.
SELECT id, source_id FROM directory.providers WHERE source = $1 AND source_id = ANY($2::text[]);

-- listings_add
-- Keep new listings.
INSERT INTO directory.listings (id, provider_id, owner_member_id, proposed_by, state, demonstration, source, source_id,
    digest, updated_at)
SELECT id, provider_id, owner_member_id, proposed_by, state, demonstration, source, source_id, digest, updated_at
FROM jsonb_to_recordset($1::jsonb) AS r (
    id text, provider_id text, owner_member_id text, proposed_by text, state text, demonstration boolean, source text,
    source_id text, digest bytea, updated_at timestamptz);

-- versions_add
-- Keep new versions.
INSERT INTO directory.listing_versions (listing_id, number, provider_source_id, provider_name, provider_country,
    provider_member, provider_website, provider_phone, provider_email, service_types, delivery_languages, areas_served,
    areas_inside, areas_around, schedules, hours_per_week, fee_rule, fee_amount, fee_currency, fee_note, route,
    broker_member, interpreter_languages, interpreter_women, women_staff, documents_asked, training_known,
    training_trafficking, training_gender, unchecked_text, vacancy, demonstration, written_by, written_at, search)
SELECT listing_id, number, provider_source_id, provider_name, provider_country,
    provider_member, provider_website, provider_phone, provider_email, service_types, delivery_languages, areas_served,
    areas_inside, areas_around, schedules, hours_per_week, fee_rule, fee_amount, fee_currency, fee_note, route,
    broker_member, interpreter_languages, interpreter_women, women_staff, documents_asked, training_known,
    training_trafficking, training_gender, unchecked_text, vacancy, demonstration, written_by, written_at,
    directory.normalise(search)
FROM jsonb_to_recordset($1::jsonb) AS r (listing_id text, number int, provider_source_id text, provider_name text,
    provider_country text, provider_member text, provider_website text, provider_phone text, provider_email text,
    service_types text[], delivery_languages text[], areas_served text[], areas_inside text[], areas_around text[],
    schedules jsonb, hours_per_week double precision, fee_rule text, fee_amount numeric, fee_currency text,
    fee_note text, route text, broker_member text, interpreter_languages text[], interpreter_women boolean,
    women_staff boolean, documents_asked text[], training_known boolean, training_trafficking boolean,
    training_gender boolean, unchecked_text text[], vacancy jsonb, demonstration boolean, written_by text,
    written_at timestamptz, search text);

-- texts_add
-- Keep the texts of new versions.
INSERT INTO directory.listing_texts (listing_id, number, kind, position, language, text, origin, written_on)
SELECT listing_id, number, kind, position, language, text, origin, written_on
FROM jsonb_to_recordset($1::jsonb) AS r (
    listing_id text, number int, kind text, position int, language text, text text, origin text, written_on date);

-- places_add
-- Keep the places of new versions, without what must stay hidden.
INSERT INTO directory.listing_places (listing_id, number, position, visibility, area, label, city, street, postal_code,
    latitude, longitude)
SELECT listing_id, number, position, visibility, area, label, city, street, postal_code, latitude, longitude
FROM jsonb_to_recordset($1::jsonb) AS r (
    listing_id text, number int, position int, visibility text, area text, label text, city text, street text,
    postal_code text, latitude double precision, longitude double precision);

-- hidden_places_add
-- Keep what only the owner and the secretariat may see of a hidden place.
INSERT INTO directory.listing_hidden_places (listing_id, number, position, label, city, street, postal_code, latitude,
    longitude)
SELECT listing_id, number, position, label, city, street, postal_code, latitude, longitude
FROM jsonb_to_recordset($1::jsonb) AS r (
    listing_id text, number int, position int, label text, city text, street text, postal_code text,
    latitude double precision, longitude double precision);

-- criteria_add
-- Keep the conditions of new versions.
INSERT INTO directory.listing_criteria (listing_id, number, position, kind, strength, source, as_of, disputed, codes,
    minimum, maximum, language, skill, min_level, max_level, script, framework, amount, currency, text)
SELECT listing_id, number, position, kind, strength, source, as_of, disputed, codes, minimum, maximum, language, skill,
    min_level, max_level, script, framework, amount, currency, text
FROM jsonb_to_recordset($1::jsonb) AS r (
    listing_id text, number int, position int, kind text, strength text, source text, as_of date, disputed boolean,
    codes text[], minimum double precision, maximum double precision, language text, skill text, min_level text,
    max_level text, script text, framework text, amount numeric, currency text, text text);

-- outcomes_add
-- Keep what new versions lead to.
INSERT INTO directory.listing_outcomes (listing_id, number, position, kind, language, level, framework, code)
SELECT listing_id, number, position, kind, language, level, framework, code
FROM jsonb_to_recordset($1::jsonb) AS r (
    listing_id text, number int, position int, kind text, language text, level text, framework text, code text);

-- availability_add
-- Keep whether new listings have a place.
INSERT INTO directory.availability (listing_id, accepting, as_of, capacity, capacity_as_of, waiting_days)
SELECT listing_id, accepting, as_of, capacity, capacity_as_of, waiting_days
FROM jsonb_to_recordset($1::jsonb) AS r (
    listing_id text, accepting text, as_of date, capacity int, capacity_as_of date, waiting_days int);

-- availability_set
-- Say whether there is a place now, if nobody said otherwise in the meantime.
UPDATE directory.availability
SET accepting = $3, as_of = $4, capacity = $5, capacity_as_of = $6, waiting_days = $7, version = version + 1
WHERE listing_id = $1 AND version = $2
RETURNING version;

-- next_number
-- Lock a listing and give the number of its next version, if nobody saved it in the meantime.
SELECT current_version + 1 FROM directory.listings WHERE id = $1 AND version = $2 FOR UPDATE;

-- revised
-- Point a listing to its newest words.
UPDATE directory.listings
SET current_version = $2, state = $3, digest = coalesce($4, digest), updated_at = $5, version = version + 1
WHERE id = $1;

-- moved
-- Move a listing to another state, if nobody saved it in the meantime.
UPDATE directory.listings
SET state = $3, suspended_reason = $4, updated_at = $5, version = version + 1
WHERE id = $1 AND version = $2
RETURNING version;

-- vetted
-- Put the words of a version in force.
UPDATE directory.listings
SET state = 'VETTED', vetted_version = $3, vetted_versions = vetted_versions || $3::int, verified_at = $4,
    verified_by = $5, expires_at = $6, suspended_reason = NULL, updated_at = $4, version = version + 1
WHERE id = $1 AND version = $2
RETURNING version;

-- vetted_many
-- Put the first words of demonstration listings in force.
UPDATE directory.listings
SET state = 'VETTED', vetted_version = 1, vetted_versions = '{1}', verified_at = $2, verified_by = $3,
    expires_at = $4, updated_at = $2
WHERE id = ANY($1::text[]) AND demonstration;

-- decisions_add
-- Keep decisions about listings.
INSERT INTO directory.decisions (id, listing_id, version, from_state, to_state, reason, note, by_staff, by_member,
    statement, at)
SELECT id, listing_id, version, from_state, to_state, reason, note, by_staff, by_member, statement, at
FROM jsonb_to_recordset($1::jsonb) AS r (
    id text, listing_id text, version int, from_state text, to_state text, reason text, note text, by_staff text,
    by_member text, statement bytea, at timestamptz);

-- decisions_of
-- Read the decisions about a listing, oldest first.
SELECT id, listing_id, version, from_state, to_state, reason, note, by_staff, by_member, statement, at
FROM directory.decisions WHERE listing_id = $1 ORDER BY at, id;

-- review_add
-- Keep a signed review.
INSERT INTO directory.reviews (id, listing_id, version, reviewer_staff, reviewer_member, answers, verdict, note,
    statement, at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10);

-- reviews_of
-- Read the reviews of one version, oldest first.
SELECT id, listing_id, version, reviewer_staff, reviewer_member, answers, verdict, note, statement, at
FROM directory.reviews WHERE listing_id = $1 AND version = $2 ORDER BY at, id;

-- standing
-- Read what a referral must know of a listing.
SELECT state, vetted_version, expires_at, owner_member_id, accepting, route, broker_member, service_types
FROM directory.standing($1, $2);

-- imported
-- Read the digests kept for listings of a source.
SELECT source_id, digest FROM directory.listings
WHERE source = $1 AND source_id = ANY($2::text[]) AND digest IS NOT NULL;

-- locked
-- Hold a listing while its reviews are counted, so that two signatures at once are not counted as one.
SELECT version FROM directory.listings WHERE id = $1 FOR UPDATE;

-- ids_here
-- Name the listings of this node among some ids.
SELECT id FROM directory.listings WHERE id = ANY($1::text[]);

-- rows_by_sources
-- Find listings by where they came from, in their newest words.
SELECT * FROM directory.listing_words WHERE source = $1 AND source_id = ANY($2::text[]) AND number = current_version;

-- names_of_services
-- Name the services that may leave, by their ids in HSDS, with their organisations and how many places each has.
SELECT w.id, w.number, l.hsds_id, p.hsds_id AS organization_hsds_id, (
    SELECT count(*)::int FROM directory.listing_places h WHERE h.listing_id = w.id AND h.number = w.number) AS places
FROM directory.listing_words w
JOIN directory.listings l ON l.id = w.id
JOIN directory.providers p ON p.id = w.provider_id
WHERE w.number = coalesce(w.vetted_version, w.current_version) AND w.state = ANY($1::text[])
    AND ($2::timestamptz IS NULL OR w.expires_at > $2)
    AND w.search LIKE ALL (SELECT '%' || word || '%' FROM unnest(string_to_array(directory.normalise($3), ' ')) AS word)
    AND ($4::text IS NULL OR l.hsds_id = $4) AND ($5::text IS NULL OR p.hsds_id = $5)
    AND ($6::timestamptz IS NULL OR w.updated_at > $6) AND ($7::text IS NULL OR $7 = ANY(w.service_types))
    AND ($8::text IS NULL OR EXISTS (SELECT FROM directory.listing_criteria c
        WHERE c.listing_id = w.id AND c.number = w.number AND c.kind = $8 AND ($9::text IS NULL OR $9 = ANY(c.codes))))
ORDER BY l.hsds_id;

-- rows_named
-- Read listings in the words of the versions named.
SELECT w.* FROM directory.listing_words w JOIN unnest($1::text[], $2::int[]) AS n (id, number) USING (id, number);

-- likeness_rows
-- Read what two listings of one service would share: names, provider, and what may be known of places.
SELECT w.id, w.provider_id, w.provider_name, w.provider_website, w.provider_phone, w.provider_email, w.state, w.source, (
    SELECT array_agg(t.text ORDER BY t.position) FROM directory.listing_texts t
    WHERE t.listing_id = w.id AND t.number = w.number AND t.kind = 'NAME') AS names, (
    SELECT array_agg(concat_ws(' ', h.street, h.postal_code, h.city)) FROM directory.listing_places h
    WHERE h.listing_id = w.id AND h.number = w.number AND h.street IS NOT NULL) AS addresses
FROM directory.listing_words w WHERE w.number = w.current_version AND w.state <> 'DELISTED' ORDER BY w.id;

-- pairs_decided
-- Name the pairs of listings about which somebody decided.
SELECT DISTINCT one, other FROM directory.duplicate_decisions;

-- duplicate_decided
-- Keep what somebody decided about two listings.
INSERT INTO directory.duplicate_decisions (id, one, other, verdict, note, by_staff, by_member, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
