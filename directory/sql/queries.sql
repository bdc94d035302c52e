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

-- ids_gone
-- Name the listings that were vetted once and are not shown any more, with when they went.
SELECT c.listing_id, c.revision, c.at FROM directory.changes c LEFT JOIN directory.listings l ON l.id = c.listing_id
WHERE l.id IS NULL OR (NOT l.state = ANY($1::text[]) AND cardinality(l.vetted_versions) > 0);

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

-- queue_waiting
-- Read what waits for the secretariat, by the day it is due and the risk, a page at a time.
SELECT listing_id, due_on, high_risk, why FROM directory.waiting_for_vetting($1, $2)
WHERE (cardinality($3::text[]) = 0 OR why && $3::text[]) AND (due_on, NOT high_risk, listing_id) > ($4, NOT $5::boolean, $6)
ORDER BY due_on, NOT high_risk, listing_id LIMIT $7;

-- rows_newest
-- Read listings in their newest words.
SELECT * FROM directory.listing_words WHERE id = ANY($1::text[]) AND number = current_version;

-- queue_count
-- Count what waits for the secretariat.
SELECT count(*) FROM directory.waiting_for_vetting($1, $2) WHERE cardinality($3::text[]) = 0 OR why && $3::text[];

-- queue_reasons
-- Count what waits for the secretariat by why it waits.
SELECT reason AS why, count(*) AS listings FROM directory.waiting_for_vetting($1, $2), unnest(why) AS reason
GROUP BY reason ORDER BY reason;

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
SELECT c.listing_id, c.number, c.kind, c.strength, c.source, c.as_of,
    c.disputed OR (c.number = l.vetted_version AND c.kind = ANY (l.disputed_criteria)) AS disputed, c.codes, c.minimum,
    c.maximum, c.language, c.skill, c.min_level, c.max_level, c.script, c.framework, c.amount, c.currency, c.text
FROM directory.listing_criteria c
JOIN unnest($1::text[], $2::int[]) AS w (listing_id, number) USING (listing_id, number)
JOIN directory.listings l ON l.id = c.listing_id
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
SET state = $3, suspended_reason = $4, updated_at = $5, version = version + 1,
    disputed_criteria = CASE WHEN $3 = 'VETTED' THEN '{}' ELSE disputed_criteria END
WHERE id = $1 AND version = $2
RETURNING version;

-- vetted
-- Put the words of a version in force.
UPDATE directory.listings
SET state = 'VETTED', vetted_version = $3, vetted_versions = array_remove(vetted_versions, $3) || $3::int, verified_at = $4,
    verified_by = $5, expires_at = $6, suspended_reason = NULL, updated_at = $4, version = version + 1,
    warned_at = NULL, expiry_warned_at = NULL, renewal_since = NULL, disputed_criteria = '{}'
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
    statement, at, about)
SELECT id, listing_id, version, from_state, to_state, reason, note, by_staff, by_member, statement, at, about
FROM jsonb_to_recordset($1::jsonb) AS r (
    id text, listing_id text, version int, from_state text, to_state text, reason text, note text, by_staff text,
    by_member text, statement bytea, at timestamptz, about text);

-- decisions_of
-- Read the decisions about a listing, oldest first.
SELECT id, listing_id, version, from_state, to_state, reason, note, by_staff, by_member, statement, at, about
FROM directory.decisions WHERE listing_id = $1 ORDER BY at, id;

-- review_add
-- Keep a signed review.
INSERT INTO directory.reviews (id, listing_id, version, reviewer_staff, reviewer_member, answers, verdict, note,
    statement, at, round, listed)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12);

-- reviews_of
-- Read the reviews of one version, oldest first.
SELECT id, listing_id, version, reviewer_staff, reviewer_member, answers, verdict, note, statement, at, round,
    listed
FROM directory.reviews WHERE listing_id = $1 AND version = $2 ORDER BY at, id;

-- words_of
-- Read the words of a version as reviewers sign them.
SELECT salt, words FROM directory.listed_words WHERE listing_id = $1 AND number = $2;

-- words_keep
-- Keep the words of a version with their salt, once.
INSERT INTO directory.listed_words (listing_id, number, salt, words) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

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
        WHERE c.listing_id = w.id AND c.number = w.number AND $8 IN ('', c.kind)
        AND ($9::text IS NULL OR $9 = ANY(c.codes))))
ORDER BY l.hsds_id;

-- rows_named
-- Read listings in the words of the versions named.
SELECT w.* FROM directory.listing_words w JOIN unnest($1::text[], $2::int[]) AS n (id, number) USING (id, number);

-- likeness_rows
-- Read what two listings of one service would share: names, provider, and what may be known of places.
SELECT w.id, (
    SELECT array_agg(t.text ORDER BY t.position) FROM directory.listing_texts t
    WHERE t.listing_id = w.id AND t.number = w.number AND t.kind = 'NAME') AS names, w.provider_name,
    w.provider_website, w.provider_phone, w.provider_email, (
    SELECT array_agg(concat_ws(' ', h.street, h.postal_code, h.city) ORDER BY h.position)
    FROM directory.listing_places h
    WHERE h.listing_id = w.id AND h.number = w.number AND h.street IS NOT NULL) AS addresses
FROM directory.listing_words w WHERE w.number = w.current_version AND w.state <> 'DELISTED' ORDER BY w.id;

-- pairs_decided
-- Name the pairs of listings about which somebody decided.
SELECT DISTINCT one, other FROM directory.duplicate_decisions;

-- duplicates_of
-- Read what people decided about a listing and others that look like it, oldest first.
SELECT id, one, other, verdict, note, by_staff, by_member, at FROM directory.duplicate_decisions
WHERE $1 IN (one, other) ORDER BY at, id;

-- duplicate_decided
-- Keep what somebody decided about two listings.
INSERT INTO directory.duplicate_decisions (id, one, other, verdict, note, by_staff, by_member, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- locked_many
-- Hold listings in the order of their ids, so that two calls about many never wait for each other in a ring.
SELECT id FROM directory.listings WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE;

-- upkeep
-- Read what the owners of listings must know to keep them true.
SELECT l.id, l.state, l.owner_member_id, l.version AS saved, coalesce(l.vetted_version, l.current_version) AS version,
    l.expires_at, l.confirmed_at, a.accepting, a.as_of, a.version AS availability_version, (
        SELECT d.from_state FROM directory.decisions d WHERE d.listing_id = l.id AND d.to_state = 'STALE'
            AND d.from_state <> 'STALE' ORDER BY d.at DESC LIMIT 1) AS stale_from
FROM directory.listings l JOIN directory.availability a ON a.listing_id = l.id
WHERE l.id = ANY($1::text[]);

-- confirmed
-- Say that listings are still true; the day on which they were checked is not touched.
UPDATE directory.listings l
SET confirmed_at = $4, confirmed_by = $3, warned_at = NULL, state = c.state, version = version + 1
FROM unnest($1::text[], $2::text[]) AS c (id, state) WHERE l.id = c.id
RETURNING l.id;

-- availability_renewed
-- Give what was said of places a new day.
UPDATE directory.availability
SET as_of = $2::date, capacity_as_of = CASE WHEN capacity IS NULL THEN NULL ELSE $2::date END, version = version + 1
WHERE listing_id = ANY($1::text[])
RETURNING listing_id;

-- unkept_expired
-- Hold services whose vetting has run out.
SELECT id, owner_member_id, proposed_by, state, vetted_version AS version, expires_at AS until FROM directory.listings
WHERE state IN ('VETTED', 'DISPUTED') AND expires_at <= $1
ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED;

-- unkept_unconfirmed
-- Hold services that nobody has checked or confirmed since a day.
SELECT id, owner_member_id, proposed_by, state, vetted_version AS version, NULL::timestamptz AS until
FROM directory.listings
WHERE state IN ('VETTED', 'DISPUTED') AND greatest(verified_at, confirmed_at) <= $1
ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED;

-- unkept_unwarned
-- Hold services that nobody has checked or confirmed since a day, and whose owner was not told yet.
SELECT id, owner_member_id, proposed_by, state, vetted_version AS version, greatest(verified_at, confirmed_at) AS until
FROM directory.listings
WHERE state IN ('VETTED', 'DISPUTED') AND greatest(verified_at, confirmed_at) <= $1 AND warned_at IS NULL
ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED;

-- unkept_expiring
-- Hold services whose vetting runs out before a day, and whose owner was not told yet.
SELECT id, owner_member_id, proposed_by, state, vetted_version AS version, expires_at AS until FROM directory.listings
WHERE state IN ('VETTED', 'DISPUTED', 'PAUSED') AND expires_at <= $1 AND expiry_warned_at IS NULL
ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED;

-- mark_stale
-- Take services out of the search until somebody confirms or checks them.
UPDATE directory.listings SET state = 'STALE', updated_at = $2, version = version + 1 WHERE id = ANY($1::text[]);

-- mark_warned
-- Write down that owners were told to confirm.
UPDATE directory.listings SET warned_at = $2 WHERE id = ANY($1::text[]);

-- mark_expiring
-- Write down that owners were told that a vetting runs out.
UPDATE directory.listings SET expiry_warned_at = $2 WHERE id = ANY($1::text[]);

-- listing_notices_add
-- Tell members something about their listings.
INSERT INTO directory.notices (id, member_id, listing_id, kind, due_at, at)
SELECT id, member_id, listing_id, kind, due_at, at
FROM jsonb_to_recordset($1::jsonb) AS r (
    id text, member_id text, listing_id text, kind text, due_at timestamptz, at timestamptz);

-- listing_notices
-- Read what a member was told about its listings, newest first.
SELECT id, member_id, listing_id, kind, due_at, at FROM directory.notices
WHERE member_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4;

-- listing_notices_count
-- Count what a member was told about its listings.
SELECT count(*) FROM directory.notices WHERE member_id = $1;

-- next_round
-- Let a version be reviewed once more; the reviews of earlier rounds are kept.
UPDATE directory.listings
SET round = round + 1, renewal_since = CASE WHEN $3 THEN $4 ELSE renewal_since END, version = version + 1
WHERE id = $1 AND version = $2
RETURNING round;

-- renewal_ended
-- End a renewal without a vetting; the vetting of before runs on to its end.
UPDATE directory.listings SET renewal_since = NULL WHERE id = $1;

-- draft
-- Read the reviewer's own draft.
SELECT listing_id, version, answers, note, saved, at FROM directory.review_drafts
WHERE listing_id = $1 AND reviewer_staff = $2;

-- draft_save
-- Keep a draft, unless it was saved elsewhere in the meantime.
INSERT INTO directory.review_drafts AS kept (listing_id, reviewer_staff, version, answers, note, saved, at)
SELECT $1, $2, $3, $4::jsonb, $5, 1, $7 WHERE $6 = 0 OR EXISTS (
    SELECT FROM directory.review_drafts d WHERE d.listing_id = $1 AND d.reviewer_staff = $2)
ON CONFLICT (listing_id, reviewer_staff) DO UPDATE
SET version = excluded.version, answers = excluded.answers, note = excluded.note, saved = kept.saved + 1, at = excluded.at
WHERE kept.saved = $6
RETURNING saved;

-- draft_drop
-- Let go of a draft.
DELETE FROM directory.review_drafts WHERE listing_id = $1 AND reviewer_staff = $2;

-- conflict_of
-- Ask whether somebody declared a conflict of interest with a provider, under any of its names here.
SELECT EXISTS (
    SELECT FROM directory.conflicts WHERE staff_id = $1 AND (provider_id = $2 OR provider_member = $3));

-- conflict_add
-- Keep a declared conflict of interest.
INSERT INTO directory.conflicts (staff_id, member_id, provider_id, provider_member, note, at)
VALUES ($1, $2, $3, $4, $5, $6);

-- reply_add
-- Keep what a provider or proposer said.
INSERT INTO directory.replies (id, listing_id, version, decision_id, kind, text, by_staff, by_member, on_behalf_of, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- reply
-- Read what a provider or proposer said.
SELECT id, listing_id, version, decision_id, kind, text, by_staff, by_member, on_behalf_of, at
FROM directory.replies WHERE id = $1;

-- questions_answered
-- Name the decisions of a listing whose questions were answered.
SELECT decision_id FROM directory.replies WHERE listing_id = $1 AND kind = 'ANSWER';

-- timeline
-- Read the history of a listing in one order: words, reviews, decisions and what was said to them.
SELECT id, at, kind, version, from_state, to_state, reason, text, by_member, by_staff, on_behalf_of, about, signed FROM (
    SELECT '1' AS place, 'v' || v.number AS id, v.written_at AS at, 'WORDS' AS kind, v.number AS version, NULL AS from_state,
        NULL AS to_state, NULL AS reason, '' AS text, v.written_by AS by_member, NULL AS by_staff, NULL AS on_behalf_of,
        NULL AS about, false AS signed
    FROM directory.listing_versions v WHERE v.listing_id = $1
    UNION ALL
    SELECT '3', r.id, r.at, 'REVIEW', r.version, NULL, NULL, r.verdict, r.note, r.reviewer_member, r.reviewer_staff, NULL,
        NULL, true
    FROM directory.reviews r WHERE r.listing_id = $1
    UNION ALL
    SELECT '4', d.id, d.at, 'DECISION', d.version, d.from_state, d.to_state, d.reason, d.note, d.by_member, d.by_staff, NULL,
        d.about, d.statement IS NOT NULL
    FROM directory.decisions d WHERE d.listing_id = $1
    UNION ALL
    SELECT '2', y.id, y.at, y.kind, y.version, NULL, NULL, NULL, y.text, y.by_member, y.by_staff, y.on_behalf_of,
        y.decision_id, false
    FROM directory.replies y WHERE y.listing_id = $1
) AS entries
WHERE (at, place || id) > ($2, $3) ORDER BY at, place || id LIMIT $4;

-- timeline_count
-- Count the entries of a listing's history that the caller may see.
SELECT (SELECT count(*) FROM directory.listing_versions v WHERE v.listing_id = $1)
    + (SELECT count(*) FROM directory.reviews r WHERE r.listing_id = $1)
    + (SELECT count(*) FROM directory.decisions d WHERE d.listing_id = $1)
    + (SELECT count(*) FROM directory.replies y WHERE y.listing_id = $1);

-- suspended
-- Name the services that are suspended.
SELECT id FROM directory.listings WHERE state = 'SUSPENDED' ORDER BY id;

-- coverage
-- Count what is offered by country and kind of service, by country, and in all; a service of two kinds counts in both.
WITH shown AS (
    SELECT l.id, v.provider_country AS country, v.service_types, l.state,
        l.expires_at <= $1 AS expired, l.expires_at > $1 AND l.expires_at <= $1 + make_interval(days => $2) AS expiring,
        NOT l.id = ANY ($3::text[]) AS never_used
    FROM directory.listings l
    JOIN directory.listing_versions v ON v.listing_id = l.id AND v.number = l.vetted_version
    WHERE l.state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED')
), counted AS (
    SELECT country, kind AS service_type, state, expired, expiring, never_used, 1 AS place
    FROM shown, unnest(service_types) AS kind
    UNION ALL
    SELECT country, NULL, state, expired, expiring, never_used, 2 FROM shown
    UNION ALL
    SELECT NULL, NULL, state, expired, expiring, never_used, 3 FROM shown
)
SELECT country, service_type, count(*) FILTER (WHERE state IN ('VETTED', 'DISPUTED') AND NOT expired) AS offered,
    count(*) FILTER (WHERE expiring) AS expiring, count(*) FILTER (WHERE expired) AS expired,
    count(*) FILTER (WHERE state = 'DISPUTED') AS disputed,
    count(*) FILTER (WHERE state = 'STALE' AND NOT expired) AS stale, count(*) FILTER (WHERE never_used) AS never_used,
    count(*) FILTER (WHERE NOT never_used) AS used
FROM counted GROUP BY place, country, service_type ORDER BY place, country, service_type;

-- report_add
-- Keep what was said about a service; the same report again changes nothing.
INSERT INTO directory.listing_reports (id, listing_id, version, kind, criterion, severity, at, by_owner)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING;

-- learn_alone
-- Let one node at a time learn; the others leave it to that one.
SELECT pg_try_advisory_xact_lock(hashtext('directory.learn'));

-- reports_unused
-- Read the reports of a year from which nothing followed yet.
SELECT id, listing_id, kind, criterion, severity, at, by_owner FROM directory.listing_reports
WHERE drawn_on IS NULL AND at > $1 ORDER BY listing_id, at, id;

-- reports_used
-- Say on which day something followed from reports; the secretariat sees them from then on.
UPDATE directory.listing_reports SET drawn_on = $2 WHERE id = ANY($1::text[]);

-- reports_forget
-- Delete the reports before a day from which nothing followed; give how many.
WITH gone AS (DELETE FROM directory.listing_reports WHERE drawn_on IS NULL AND at < $1 RETURNING 1)
SELECT count(*) FROM gone;

-- checks_last
-- Read when a rule last fired for each listing.
SELECT listing_id, rule, max(made_on) AS made_on FROM directory.checks WHERE rule = ANY($1::text[])
GROUP BY listing_id, rule;

-- checks_add
-- Keep what rules found; what is done already is ended at once.
INSERT INTO directory.checks (id, listing_id, rule, criterion, made_on, opens_on, opened_at, due_on, ended_at)
SELECT id, listing_id, rule, criterion, made_on, opens_on, opened_at, due_on, ended_at
FROM jsonb_to_recordset($1::jsonb) AS r (id text, listing_id text, rule text, criterion text, made_on date,
    opens_on date, opened_at timestamptz, due_on date, ended_at timestamptz);

-- batch_drawn
-- Say whether the batch of a week was drawn.
SELECT EXISTS (SELECT FROM directory.checks WHERE rule = 'RANDOM' AND opens_on = $1);

-- batch_waiting
-- Hold the checks that wait for this batch or an earlier one.
SELECT id, listing_id, rule, criterion FROM directory.checks
WHERE opened_at IS NULL AND opens_on <= $1 ORDER BY id FOR UPDATE;

-- batch_others
-- Name the services in force about which no check waits or is open.
SELECT l.id FROM directory.listings l WHERE l.state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED')
    AND l.renewal_since IS NULL AND NOT EXISTS (
        SELECT FROM directory.checks c WHERE c.listing_id = l.id AND c.ended_at IS NULL) ORDER BY l.id;

-- checks_open
-- Open checks: the secretariat sees them from now on.
UPDATE directory.checks SET opened_at = $2, due_on = $3, ended_at = $4 WHERE id = ANY($1::text[]);

-- learned_of
-- Hold a service about which something was learnt.
SELECT id, owner_member_id, proposed_by, state, vetted_version AS version, expires_at AS until FROM directory.listings
WHERE id = $1 AND vetted_version IS NOT NULL FOR UPDATE;

-- criterion_disputed
-- Mark a condition as contested; the service stays in the search.
UPDATE directory.listings
SET state = CASE WHEN state = 'VETTED' THEN 'DISPUTED' ELSE state END, updated_at = $3, version = version + 1,
    disputed_criteria = array_remove(disputed_criteria, $2) || $2::text
WHERE id = $1;

-- mark_paused
-- Refer nobody to a service until a person offers it again.
UPDATE directory.listings SET state = 'PAUSED', updated_at = $2, version = version + 1 WHERE id = ANY($1::text[]);

-- checks_of
-- Read the open checks of a listing.
SELECT id, listing_id, rule, criterion, (opened_at AT TIME ZONE 'UTC')::date AS opened_on, due_on FROM directory.checks
WHERE listing_id = $1 AND opened_at IS NOT NULL AND ended_at IS NULL ORDER BY due_on, id;

-- check_end
-- End a check; gives its listing.
UPDATE directory.checks SET ended_at = $2 WHERE id = $1 AND opened_at IS NOT NULL AND ended_at IS NULL
RETURNING listing_id;

-- checks_end
-- End the open checks of a listing.
UPDATE directory.checks SET ended_at = $2 WHERE listing_id = $1 AND opened_at IS NOT NULL AND ended_at IS NULL;

-- secretariats
-- Name the organisations that keep the directory.
SELECT id FROM network.members WHERE kind = 'SECRETARIAT' AND state = 'ADMITTED' ORDER BY id;
