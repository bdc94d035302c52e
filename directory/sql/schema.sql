-- The readable whole: providers, listings in numbered versions that never change, reviews and decisions that are only
-- added to, and one counter that grows with every change. Hidden places stand in a table of their own.

CREATE SCHEMA directory;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- One spelling for searching: no case, no accents (also Greek tonos), final sigma as sigma, Arabic alef, ya and
-- ta marbuta as one letter each, no tashkeel and no tatweel; letters and digits of every script, single blanks between.
CREATE FUNCTION directory.normalise(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(
    replace(replace(replace(
        translate(
            regexp_replace(
                normalize(lower(normalize(words, NFKC)), NFKD),
                U&'[\0300-\036F\0610-\061A\0640\064B-\065F\0670\06D6-\06ED\200C\200D]', '', 'g'),
            U&'\03C2\0671\0649\0629\06CC\06A9\0142\00F8\0111\0131', U&'\03C3\0627\064A\0647\064A\0643lodi'),
        U&'\00DF', 'ss'), U&'\00E6', 'ae'), U&'\0153', 'oe'),
    '[^[:alnum:]]+', ' ', 'g'));

CREATE TABLE directory.providers (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    name text NOT NULL CHECK (name <> ''),
    country text CHECK (country ~ '^[A-Z]{2}$'),
    member_id text,
    source text NOT NULL,
    source_id text NOT NULL,
    CONSTRAINT providers_source_once UNIQUE (source, source_id)
);
CREATE INDEX providers_member ON directory.providers (member_id);

CREATE TABLE directory.listings (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    provider_id text NOT NULL REFERENCES directory.providers (id),
    owner_member_id text,
    proposed_by text,
    state text NOT NULL CONSTRAINT listings_state CHECK (
        state IN ('PROPOSED', 'IN_REVIEW', 'VETTED', 'DISPUTED', 'STALE', 'PAUSED', 'SUSPENDED', 'DELISTED')
    ),
    current_version int NOT NULL DEFAULT 1 CHECK (current_version >= 1),
    vetted_version int,
    vetted_versions int[] NOT NULL DEFAULT '{}',
    verified_at timestamptz,
    verified_by text[] NOT NULL DEFAULT '{}',
    expires_at timestamptz,
    suspended_reason text,
    demonstration boolean NOT NULL,
    source text NOT NULL,
    source_id text NOT NULL,
    digest bytea CHECK (length(digest) = 16),
    updated_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    confirmed_at timestamptz,
    confirmed_by text,
    warned_at timestamptz,
    expiry_warned_at timestamptz,
    round int NOT NULL DEFAULT 1 CHECK (round >= 1),
    renewal_since timestamptz,
    CONSTRAINT listings_source_once UNIQUE (source, source_id),
    CONSTRAINT listings_shown_are_vetted CHECK (
        state NOT IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED')
        OR (vetted_version IS NOT NULL AND verified_at IS NOT NULL AND expires_at IS NOT NULL)
    ),
    CONSTRAINT listings_vetted_is_kept CHECK (vetted_version IS NULL OR vetted_version = ANY (vetted_versions)),
    CONSTRAINT listings_suspended_says_why CHECK (state <> 'SUSPENDED' OR suspended_reason IS NOT NULL)
);
CREATE INDEX listings_state_id ON directory.listings (state, id);
CREATE INDEX listings_owner ON directory.listings (owner_member_id);
CREATE INDEX listings_provider ON directory.listings (provider_id);
CREATE INDEX listings_expiry ON directory.listings (expires_at) WHERE state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED');

CREATE TABLE directory.listing_versions (
    listing_id text NOT NULL REFERENCES directory.listings (id),
    number int NOT NULL CHECK (number >= 1),
    provider_source_id text NOT NULL,
    provider_name text NOT NULL,
    provider_country text,
    provider_member text,
    provider_website text,
    provider_phone text,
    provider_email text,
    service_types text[] NOT NULL CONSTRAINT versions_service_types CHECK (
        cardinality(service_types) >= 1 AND service_types <@ ARRAY[
            'ACCOMMODATION', 'MEDICAL_CARE', 'PSYCHOLOGICAL_SUPPORT', 'LEGAL_AID', 'CULTURAL_MEDIATION',
            'INTERPRETING', 'PEER_EDUCATION', 'LANGUAGE_COURSE', 'LITERACY_COURSE', 'DIGITAL_SKILLS',
            'LIFE_AND_SOFT_SKILLS', 'VOCATIONAL_ORIENTATION', 'VOCATIONAL_TRAINING', 'RECOGNITION_OF_QUALIFICATIONS',
            'CONTINUING_EDUCATION', 'PUBLIC_EMPLOYMENT_DESK', 'RECRUITMENT_AGENCY', 'EMPLOYER', 'MENTORING',
            'SOCIAL_BUSINESS_STARTUP', 'MICROFINANCE', 'CHILDCARE', 'LABOUR_RIGHTS_ADVICE', 'MATERIAL_SUPPORT', 'OTHER']
    ),
    delivery_languages text[] NOT NULL DEFAULT '{}',
    areas_served text[] NOT NULL DEFAULT '{}',
    areas_inside text[] NOT NULL DEFAULT '{}',
    areas_around text[] NOT NULL DEFAULT '{}',
    schedules jsonb NOT NULL DEFAULT '[]',
    hours_per_week double precision CHECK (hours_per_week BETWEEN 0 AND 168),
    fee_rule text CONSTRAINT versions_fee CHECK (fee_rule IN ('FREE', 'COVERED', 'AMOUNT')),
    fee_amount numeric(12, 2) CHECK (fee_amount >= 0),
    fee_currency text CHECK (fee_currency ~ '^[A-Z]{3}$'),
    fee_note text,
    route text NOT NULL CONSTRAINT versions_route CHECK (route IN ('SEALED', 'INTRODUCTION_SLIP', 'BROKERED')),
    broker_member text,
    interpreter_languages text[],
    interpreter_women boolean,
    women_staff boolean,
    documents_asked text[] NOT NULL DEFAULT '{}',
    training_known boolean NOT NULL DEFAULT false,
    training_trafficking boolean,
    training_gender boolean,
    unchecked_text text[] NOT NULL DEFAULT '{}',
    vacancy jsonb,
    demonstration boolean NOT NULL,
    written_by text,
    written_at timestamptz NOT NULL,
    search text NOT NULL,
    PRIMARY KEY (listing_id, number),
    CONSTRAINT versions_amount_has_currency CHECK (
        fee_rule IS DISTINCT FROM 'AMOUNT' OR (fee_amount IS NOT NULL AND fee_currency IS NOT NULL)
    ),
    CONSTRAINT versions_broker_is_named CHECK (route <> 'BROKERED' OR broker_member IS NOT NULL)
);
CREATE INDEX versions_search ON directory.listing_versions USING gin (search public.gin_trgm_ops);
CREATE INDEX versions_types ON directory.listing_versions USING gin (service_types);

CREATE TABLE directory.listing_texts (
    listing_id text NOT NULL,
    number int NOT NULL,
    kind text NOT NULL CHECK (kind IN ('NAME', 'DESCRIPTION')),
    position int NOT NULL,
    language text NOT NULL,
    text text NOT NULL CHECK (text <> ''),
    origin text NOT NULL CHECK (origin IN ('HUMAN', 'MACHINE')),
    written_on date,
    PRIMARY KEY (listing_id, number, kind, position),
    FOREIGN KEY (listing_id, number) REFERENCES directory.listing_versions (listing_id, number)
);

CREATE TABLE directory.listing_places (
    listing_id text NOT NULL,
    number int NOT NULL,
    position int NOT NULL,
    visibility text NOT NULL CONSTRAINT places_visibility CHECK (
        visibility IN ('PUBLIC', 'MEMBERS', 'ON_ACCEPTANCE', 'NEVER')
    ),
    area text,
    label text,
    city text,
    street text,
    postal_code text,
    latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    PRIMARY KEY (listing_id, number, position),
    FOREIGN KEY (listing_id, number) REFERENCES directory.listing_versions (listing_id, number),
    CONSTRAINT places_hidden_stay_hidden CHECK (
        visibility IN ('PUBLIC', 'MEMBERS') OR (
            label IS NULL AND street IS NULL AND postal_code IS NULL AND latitude IS NULL AND longitude IS NULL
            AND (city IS NULL OR visibility = 'ON_ACCEPTANCE')
        )
    )
);

CREATE TABLE directory.listing_hidden_places (
    listing_id text NOT NULL,
    number int NOT NULL,
    position int NOT NULL,
    label text,
    city text,
    street text,
    postal_code text,
    latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    PRIMARY KEY (listing_id, number, position),
    FOREIGN KEY (listing_id, number, position) REFERENCES directory.listing_places (listing_id, number, position)
);

CREATE TABLE directory.listing_criteria (
    listing_id text NOT NULL,
    number int NOT NULL,
    position int NOT NULL,
    kind text NOT NULL,
    strength text NOT NULL CONSTRAINT criteria_strength CHECK (strength IN ('REQUIRED', 'ADVISED')),
    source text NOT NULL CONSTRAINT criteria_source CHECK (source IN ('PROVIDER', 'VETTER', 'FEEDBACK', 'IMPORT')),
    as_of date,
    disputed boolean NOT NULL,
    codes text[] NOT NULL DEFAULT '{}',
    minimum double precision,
    maximum double precision,
    language text,
    skill text,
    min_level text,
    max_level text,
    script text,
    framework text,
    amount numeric(12, 2),
    currency text,
    text text,
    PRIMARY KEY (listing_id, number, position),
    FOREIGN KEY (listing_id, number) REFERENCES directory.listing_versions (listing_id, number),
    CONSTRAINT criteria_kind CHECK (kind IN (
        'AGE', 'GENDER', 'RESIDENCE_STATUS', 'LABOUR_ACCESS', 'LANGUAGE', 'LITERACY', 'DIGITAL_SKILLS', 'EDUCATION',
        'CHILDREN', 'COMPETENCE', 'DOCUMENT', 'AREA', 'REGISTRATION', 'FEE', 'COOPERATION', 'INTAKE_GROUP', 'OTHER')),
    CONSTRAINT criteria_age CHECK (
        kind <> 'AGE' OR (coalesce(minimum, maximum) IS NOT NULL AND coalesce(minimum, maximum) BETWEEN 0 AND 120)),
    CONSTRAINT criteria_bounds CHECK (minimum <= maximum),
    CONSTRAINT criteria_bounds_are_ages CHECK (kind IN ('AGE', 'CHILDREN') OR coalesce(minimum, maximum) IS NULL),
    CONSTRAINT criteria_gender CHECK (
        kind <> 'GENDER' OR (codes <> '{}' AND codes <@ ARRAY['WOMAN', 'MAN', 'NON_BINARY'])),
    CONSTRAINT criteria_residence_status CHECK (kind <> 'RESIDENCE_STATUS' OR (codes <> '{}' AND codes <@ ARRAY[
        'EU_CITIZEN', 'ASYLUM_APPLICANT', 'REFUGEE', 'SUBSIDIARY_PROTECTION', 'TEMPORARY_PROTECTION',
        'HUMANITARIAN_PROTECTION', 'TRAFFICKING_SURVIVOR_PERMIT', 'REFLECTION_PERIOD', 'OTHER_PERMIT',
        'LONG_TERM_RESIDENT', 'UNDOCUMENTED'])),
    CONSTRAINT criteria_labour_access CHECK (kind <> 'LABOUR_ACCESS' OR (codes <> '{}' AND codes <@ ARRAY[
        'FREE', 'PERMIT_HELD', 'PERMIT_NEEDED', 'AFTER_WAITING_PERIOD', 'NONE'])),
    CONSTRAINT criteria_language CHECK (kind <> 'LANGUAGE' OR language IS NOT NULL),
    CONSTRAINT criteria_language_level CHECK (kind <> 'LANGUAGE' OR (
        coalesce(min_level, 'A1') IN ('PRE_A1', 'A1', 'A2', 'B1', 'B2', 'C1', 'C2')
        AND coalesce(max_level, 'A1') IN ('PRE_A1', 'A1', 'A2', 'B1', 'B2', 'C1', 'C2')
        AND coalesce(skill, 'OVERALL') IN ('OVERALL', 'LISTENING', 'READING', 'SPEAKING', 'WRITING'))),
    CONSTRAINT criteria_literacy CHECK (
        kind <> 'LITERACY' OR (min_level IS NOT NULL AND min_level IN ('NONE', 'BASIC', 'FUNCTIONAL', 'FLUENT'))),
    CONSTRAINT criteria_digital CHECK (kind <> 'DIGITAL_SKILLS' OR (
        framework IS NOT NULL AND min_level IS NOT NULL
        AND min_level IN ('FOUNDATION', 'INTERMEDIATE', 'ADVANCED', 'HIGHLY_SPECIALISED'))),
    CONSTRAINT criteria_education CHECK (kind <> 'EDUCATION' OR (
        framework IS NOT NULL AND framework IN ('ISCED 2011', 'EQF') AND coalesce(min_level, max_level) IS NOT NULL
        AND coalesce(min_level, '8') ~ '^[0-8]$' AND coalesce(max_level, '8') ~ '^[0-8]$')),
    CONSTRAINT criteria_children CHECK (kind <> 'CHILDREN' OR (
        codes <> '{}' AND codes <@ ARRAY['WELCOME', 'CHILDCARE_PROVIDED', 'NOT_POSSIBLE'])),
    CONSTRAINT criteria_competence CHECK (kind <> 'COMPETENCE' OR codes <> '{}'),
    CONSTRAINT criteria_document CHECK (kind <> 'DOCUMENT' OR (codes <> '{}' AND codes <@ ARRAY[
        'ID_DOCUMENT', 'PASSPORT', 'RESIDENCE_PERMIT', 'WORK_PERMIT', 'TAX_NUMBER', 'SOCIAL_INSURANCE_NUMBER',
        'PROOF_OF_ADDRESS', 'SCHOOL_CERTIFICATE', 'DIPLOMA', 'LANGUAGE_CERTIFICATE', 'HEALTH_CARD',
        'VACCINATION_RECORD', 'CRIMINAL_RECORD_CERTIFICATE', 'BANK_ACCOUNT', 'REFERRAL_LETTER', 'CV'])),
    CONSTRAINT criteria_area CHECK (kind <> 'AREA' OR codes <> '{}'),
    CONSTRAINT criteria_registration CHECK (kind <> 'REGISTRATION' OR (codes <> '{}' AND codes <@ ARRAY[
        'EMPLOYMENT_SERVICE', 'REFERRED_BY_AUTHORITY', 'SOCIAL_SERVICES', 'HEALTH_INSURANCE', 'MUNICIPALITY',
        'NATIONAL_REFERRAL_MECHANISM'])),
    CONSTRAINT criteria_fee CHECK (kind <> 'FEE' OR (
        codes <> '{}' AND codes <@ ARRAY['FREE', 'COVERED', 'AMOUNT']
        AND (NOT 'AMOUNT' = ANY (codes) OR (amount IS NOT NULL AND currency IS NOT NULL)))),
    CONSTRAINT criteria_intake_group CHECK (kind <> 'INTAKE_GROUP' OR (codes <> '{}' AND codes <@ ARRAY[
        'WOMEN_ONLY', 'TRAFFICKING_SURVIVORS', 'GENDER_BASED_VIOLENCE_SURVIVORS', 'REFUGEES_AND_ASYLUM_SEEKERS',
        'MIGRANTS', 'JOBSEEKERS', 'SINGLE_PARENTS', 'YOUNG_ADULTS', 'PEOPLE_WITH_DISABILITIES'])),
    CONSTRAINT criteria_other CHECK (kind <> 'OTHER' OR text IS NOT NULL),
    CONSTRAINT criteria_cooperation CHECK (kind <> 'COOPERATION' OR strength = 'REQUIRED'),
    CONSTRAINT criteria_digcomp CHECK (kind <> 'DIGITAL_SKILLS' OR framework = 'DigComp 3.0'),
    CONSTRAINT criteria_eqf CHECK (
        framework IS DISTINCT FROM 'EQF' OR (coalesce(min_level, '1') <> '0' AND coalesce(max_level, '1') <> '0')),
    CONSTRAINT criteria_esco CHECK (kind <> 'COMPETENCE' OR array_to_string(codes, ' ')
        ~ '^(http://data\.europa\.eu/esco/(skill|occupation|isco)/[0-9A-Za-z.-]+( |$))+$')
);

CREATE TABLE directory.listing_outcomes (
    listing_id text NOT NULL,
    number int NOT NULL,
    position int NOT NULL,
    kind text NOT NULL CONSTRAINT outcomes_kind CHECK (
        kind IN ('LANGUAGE', 'EDUCATION', 'DIGITAL_SKILLS', 'DOCUMENT', 'LABOUR_ACCESS', 'COMPETENCE')
    ),
    language text,
    level text,
    framework text,
    code text,
    PRIMARY KEY (listing_id, number, position),
    FOREIGN KEY (listing_id, number) REFERENCES directory.listing_versions (listing_id, number)
);

CREATE TABLE directory.availability (
    listing_id text PRIMARY KEY REFERENCES directory.listings (id),
    accepting text NOT NULL CONSTRAINT availability_accepting CHECK (accepting IN ('YES', 'WAITLIST', 'NO', 'UNKNOWN')),
    as_of date,
    capacity int CHECK (capacity >= 0),
    capacity_as_of date,
    waiting_days int CHECK (waiting_days >= 0),
    version int NOT NULL DEFAULT 1
);

CREATE TABLE directory.reviews (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    listing_id text NOT NULL,
    version int NOT NULL,
    reviewer_staff text NOT NULL CHECK (reviewer_staff <> ''),
    reviewer_member text NOT NULL CHECK (reviewer_member <> ''),
    answers jsonb NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('APPROVE', 'RETURN', 'REJECT')),
    note text NOT NULL,
    statement bytea NOT NULL,
    at timestamptz NOT NULL,
    round int NOT NULL DEFAULT 1 CHECK (round >= 1),
    FOREIGN KEY (listing_id, version) REFERENCES directory.listing_versions (listing_id, number),
    CONSTRAINT reviews_reviewer_once UNIQUE (listing_id, version, round, reviewer_staff)
);

CREATE TABLE directory.decisions (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    listing_id text NOT NULL,
    version int NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    reason text NOT NULL CONSTRAINT decisions_say_why CHECK (reason ~ '^[A-Z][A-Z_]{1,39}$'),
    note text NOT NULL,
    by_staff text,
    by_member text,
    statement bytea,
    at timestamptz NOT NULL,
    about text,
    FOREIGN KEY (listing_id, version) REFERENCES directory.listing_versions (listing_id, number)
);
CREATE INDEX decisions_listing ON directory.decisions (listing_id, at);

CREATE TABLE directory.review_drafts (
    listing_id text NOT NULL REFERENCES directory.listings (id),
    reviewer_staff text NOT NULL CHECK (reviewer_staff <> ''),
    version int NOT NULL,
    answers jsonb NOT NULL,
    note text NOT NULL,
    saved int NOT NULL DEFAULT 1,
    at timestamptz NOT NULL,
    PRIMARY KEY (listing_id, reviewer_staff)
);

CREATE TABLE directory.conflicts (
    staff_id text NOT NULL CHECK (staff_id <> ''),
    member_id text NOT NULL,
    provider_id text NOT NULL REFERENCES directory.providers (id),
    provider_member text,
    note text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT conflicts_declared_once PRIMARY KEY (staff_id, provider_id)
);

-- What the provider or the proposer says: an answer to questions, a reply to a decision, an appeal against it.
CREATE TABLE directory.replies (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    listing_id text NOT NULL,
    version int NOT NULL,
    decision_id text NOT NULL REFERENCES directory.decisions (id),
    kind text NOT NULL CONSTRAINT replies_kind CHECK (kind IN ('ANSWER', 'REPLY', 'APPEAL')),
    text text NOT NULL CHECK (text <> ''),
    by_staff text NOT NULL CHECK (by_staff <> ''),
    by_member text NOT NULL CHECK (by_member <> ''),
    on_behalf_of text CHECK (on_behalf_of <> ''),
    at timestamptz NOT NULL,
    FOREIGN KEY (listing_id, version) REFERENCES directory.listing_versions (listing_id, number)
);
CREATE INDEX replies_listing ON directory.replies (listing_id, at);
CREATE UNIQUE INDEX replies_appeal_once ON directory.replies (decision_id) WHERE kind = 'APPEAL';

CREATE TABLE directory.notices (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    member_id text NOT NULL CHECK (member_id <> ''),
    listing_id text NOT NULL REFERENCES directory.listings (id),
    kind text NOT NULL CONSTRAINT notices_kind CHECK (kind ~ '^[A-Z][A-Z_]{1,39}$'),
    due_at timestamptz,
    at timestamptz NOT NULL
);
CREATE INDEX notices_member ON directory.notices (member_id, at, id);

-- Each listing with each version of its words that the reader may see.
CREATE VIEW directory.listing_words WITH (security_invoker = true) AS
SELECT l.id, l.provider_id, l.owner_member_id, l.proposed_by, l.state, l.current_version, l.vetted_version,
    l.verified_at, l.verified_by, l.expires_at, l.suspended_reason, l.source, l.source_id, l.updated_at,
    l.version AS saved, v.number, v.provider_source_id, v.provider_name, v.provider_country, v.provider_member,
    v.provider_website, v.provider_phone, v.provider_email, v.service_types, v.delivery_languages, v.areas_served,
    v.areas_inside, v.areas_around, v.schedules, v.hours_per_week, v.fee_rule, v.fee_amount, v.fee_currency,
    v.fee_note, v.route, v.broker_member, v.interpreter_languages, v.interpreter_women, v.women_staff,
    v.documents_asked, v.training_known, v.training_trafficking, v.training_gender, v.unchecked_text, v.vacancy,
    v.demonstration, v.written_by, v.search, a.accepting, a.as_of, a.capacity, a.capacity_as_of, a.waiting_days,
    a.version AS availability_version, l.confirmed_at, l.warned_at, l.round, l.renewal_since
FROM directory.listings l
JOIN directory.listing_versions v ON v.listing_id = l.id
JOIN directory.availability a ON a.listing_id = l.id;

-- Versions, reviews and decisions are kept as they were written.
CREATE TRIGGER versions_are_kept BEFORE UPDATE OR DELETE ON directory.listing_versions
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER texts_are_kept BEFORE UPDATE OR DELETE ON directory.listing_texts
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER places_are_kept BEFORE UPDATE OR DELETE ON directory.listing_places
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER hidden_places_are_kept BEFORE UPDATE OR DELETE ON directory.listing_hidden_places
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER criteria_are_kept BEFORE UPDATE OR DELETE ON directory.listing_criteria
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER outcomes_are_kept BEFORE UPDATE OR DELETE ON directory.listing_outcomes
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER reviews_are_kept BEFORE UPDATE OR DELETE ON directory.reviews
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER decisions_are_kept BEFORE UPDATE OR DELETE ON directory.decisions
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER conflicts_are_kept BEFORE UPDATE OR DELETE ON directory.conflicts
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER replies_are_kept BEFORE UPDATE OR DELETE ON directory.replies
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
CREATE TRIGGER notices_are_kept BEFORE UPDATE OR DELETE ON directory.notices
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

-- Neither the words in force nor the day of the check move without two signatures of the round that runs, unless it is
-- plainly a demonstration.
CREATE FUNCTION directory.four_eyes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF NOT NEW.demonstration AND (
        SELECT count(DISTINCT r.reviewer_staff) FROM directory.reviews r
        WHERE r.listing_id = NEW.id AND r.version = NEW.vetted_version AND r.round = NEW.round
            AND r.verdict = 'APPROVE'
    ) < 2 THEN
        RAISE EXCEPTION 'two different reviewers sign before a service is offered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'listings_four_eyes';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER listings_four_eyes_insert AFTER INSERT ON directory.listings
    DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW WHEN (NEW.vetted_version IS NOT NULL) EXECUTE FUNCTION directory.four_eyes();
CREATE CONSTRAINT TRIGGER listings_four_eyes_update AFTER UPDATE ON directory.listings
    DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW WHEN (NEW.vetted_version IS NOT NULL
        AND (NEW.vetted_version, NEW.verified_at, NEW.expires_at)
            IS DISTINCT FROM (OLD.vetted_version, OLD.verified_at, OLD.expires_at))
    EXECUTE FUNCTION directory.four_eyes();

-- One number that grows with every change, so that every node knows when its snapshot is old.
CREATE TABLE directory.revision (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    number bigint NOT NULL
);
INSERT INTO directory.revision (number) VALUES (0);

-- In which revision each listing last changed, so that nodes and devices read only what changed.
CREATE TABLE directory.changes (
    listing_id text PRIMARY KEY,
    revision bigint NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX changes_revision ON directory.changes (revision);

CREATE FUNCTION directory.note_changes(ids text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    grown bigint;
BEGIN
    IF cardinality(ids) > 0 THEN
        UPDATE directory.revision SET number = number + 1 RETURNING number INTO grown;
        INSERT INTO directory.changes AS known (listing_id, revision, at)
        SELECT DISTINCT id, grown, pg_catalog.now() FROM pg_catalog.unnest(ids) AS id
        ON CONFLICT (listing_id) DO UPDATE SET revision = excluded.revision, at = excluded.at;
        PERFORM pg_catalog.pg_notify('directory_revision', grown::text);
    END IF;
END
$$;
CREATE FUNCTION directory.listings_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM directory.note_changes(ARRAY(SELECT id FROM touched));
    RETURN NULL;
END
$$;
CREATE FUNCTION directory.availability_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM directory.note_changes(ARRAY(SELECT listing_id FROM touched));
    RETURN NULL;
END
$$;

CREATE TRIGGER listings_added AFTER INSERT ON directory.listings REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.listings_changed();
CREATE TRIGGER listings_moved AFTER UPDATE ON directory.listings REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.listings_changed();
CREATE TRIGGER listings_gone AFTER DELETE ON directory.listings REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.listings_changed();
CREATE TRIGGER availability_added AFTER INSERT ON directory.availability REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.availability_changed();
CREATE TRIGGER availability_moved AFTER UPDATE ON directory.availability REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.availability_changed();
CREATE TRIGGER availability_gone AFTER DELETE ON directory.availability REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION directory.availability_changed();


-- What a referral must know of a service that was vetted once, even when nobody may look at it any more, and of the
-- words of one version that the caller may read.
CREATE FUNCTION directory.standing(wanted text, words int)
RETURNS TABLE (state text, vetted_version int, expires_at timestamptz, owner_member_id text, accepting text, route text,
    broker_member text, service_types text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    RETURN QUERY SELECT l.state, l.vetted_version, l.expires_at, l.owner_member_id, a.accepting, v.route, v.broker_member,
        v.service_types
    FROM directory.listings l
    JOIN directory.availability a ON a.listing_id = l.id
    CROSS JOIN LATERAL (SELECT kit.realm() IN ('secretariat', 'node') OR kit.member() IN (l.owner_member_id, l.proposed_by)
        AS whole) sees
    LEFT JOIN directory.listing_versions v ON v.listing_id = l.id AND v.number = words
        AND (sees.whole OR v.number = ANY (l.vetted_versions))
    WHERE l.id = wanted AND kit.realm() IN ('member', 'secretariat', 'node')
        AND (sees.whole OR cardinality(l.vetted_versions) > 0);
END
$$;

ALTER TABLE directory.providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.listings ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.listing_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.listing_texts ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.listing_places ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.listing_hidden_places ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.listing_criteria ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.listing_outcomes ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.availability ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.reviews ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.review_drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.conflicts ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.replies ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.changes ENABLE ROW LEVEL SECURITY;

CREATE POLICY providers_are_known ON directory.providers FOR SELECT USING (kit.realm() <> '');
CREATE POLICY providers_are_named ON directory.providers FOR INSERT
    WITH CHECK (kit.realm() IN ('member', 'secretariat', 'node'));

CREATE POLICY listings_seen ON directory.listings FOR SELECT USING (
    kit.realm() IN ('secretariat', 'node')
    OR (kit.realm() IN ('member', 'auditor') AND (
        state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED') OR kit.member() IN (owner_member_id, proposed_by))));
CREATE POLICY listings_proposed ON directory.listings FOR INSERT WITH CHECK (
    kit.realm() = 'node' OR (state = 'PROPOSED' AND vetted_version IS NULL AND proposed_by = kit.member()));
CREATE POLICY listings_changed ON directory.listings FOR UPDATE USING (
    kit.realm() IN ('secretariat', 'node') OR kit.member() IN (owner_member_id, proposed_by))
    WITH CHECK (kit.realm() <> '');

CREATE POLICY versions_seen ON directory.listing_versions FOR SELECT USING (EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND (
        number = ANY (l.vetted_versions) OR kit.realm() IN ('secretariat', 'node')
        OR kit.member() IN (l.owner_member_id, l.proposed_by))));
CREATE POLICY texts_seen ON directory.listing_texts FOR SELECT USING (EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND (
        number = ANY (l.vetted_versions) OR kit.realm() IN ('secretariat', 'node')
        OR kit.member() IN (l.owner_member_id, l.proposed_by))));
CREATE POLICY places_seen ON directory.listing_places FOR SELECT USING (EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND (
        number = ANY (l.vetted_versions) OR kit.realm() IN ('secretariat', 'node')
        OR kit.member() IN (l.owner_member_id, l.proposed_by))));
CREATE POLICY criteria_seen ON directory.listing_criteria FOR SELECT USING (EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND (
        number = ANY (l.vetted_versions) OR kit.realm() IN ('secretariat', 'node')
        OR kit.member() IN (l.owner_member_id, l.proposed_by))));
CREATE POLICY outcomes_seen ON directory.listing_outcomes FOR SELECT USING (EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND (
        number = ANY (l.vetted_versions) OR kit.realm() IN ('secretariat', 'node')
        OR kit.member() IN (l.owner_member_id, l.proposed_by))));
-- The snapshot is loaded in the realm 'node', so not even the node's own matching knows a hidden place.
CREATE POLICY hidden_places_of_the_owner ON directory.listing_hidden_places FOR SELECT USING (
    kit.realm() = 'secretariat' OR (kit.realm() = 'member' AND EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id AND l.owner_member_id = kit.member())));
CREATE POLICY availability_seen ON directory.availability FOR SELECT USING (EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id));

CREATE POLICY versions_written ON directory.listing_versions FOR INSERT WITH CHECK (kit.realm() = 'node' OR EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY texts_written ON directory.listing_texts FOR INSERT WITH CHECK (kit.realm() = 'node' OR EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY places_written ON directory.listing_places FOR INSERT WITH CHECK (kit.realm() = 'node' OR EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY hidden_places_written ON directory.listing_hidden_places FOR INSERT WITH CHECK (
    kit.realm() = 'node' OR EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id
        AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY criteria_written ON directory.listing_criteria FOR INSERT WITH CHECK (kit.realm() = 'node' OR EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY outcomes_written ON directory.listing_outcomes FOR INSERT WITH CHECK (kit.realm() = 'node' OR EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY availability_written ON directory.availability FOR INSERT WITH CHECK (kit.realm() = 'node' OR EXISTS (
    SELECT FROM directory.listings l WHERE l.id = listing_id AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY availability_said ON directory.availability FOR UPDATE USING (
    kit.realm() IN ('secretariat', 'node') OR EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id AND l.owner_member_id = kit.member()));

CREATE POLICY reviews_of_the_secretariat ON directory.reviews FOR SELECT USING (kit.realm() IN ('secretariat', 'auditor'));
CREATE POLICY reviews_are_signed ON directory.reviews FOR INSERT WITH CHECK (
    kit.realm() = 'secretariat' AND reviewer_member = kit.member() AND reviewer_staff = kit.staff()
    AND NOT EXISTS (
        SELECT FROM directory.conflicts c JOIN directory.listings l ON l.id = listing_id
        WHERE c.staff_id = reviewer_staff
            AND (c.provider_id = l.provider_id OR c.provider_member = l.owner_member_id)));
CREATE POLICY decisions_seen ON directory.decisions FOR SELECT USING (
    kit.realm() IN ('secretariat', 'auditor') OR EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id
        AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY decisions_are_written ON directory.decisions FOR INSERT
    WITH CHECK (kit.realm() = 'node' OR by_member = kit.member());
-- A draft is its reviewer's own; her colleagues see what she signs.
CREATE POLICY drafts_of_her_own ON directory.review_drafts
    USING (kit.realm() = 'secretariat' AND reviewer_staff = kit.staff());

CREATE POLICY conflicts_are_known ON directory.conflicts FOR SELECT USING (kit.realm() IN ('secretariat', 'auditor'));
CREATE POLICY conflicts_are_declared ON directory.conflicts FOR INSERT
    WITH CHECK (kit.realm() = 'secretariat' AND staff_id = kit.staff() AND member_id = kit.member());

CREATE POLICY replies_seen ON directory.replies FOR SELECT USING (
    kit.realm() IN ('secretariat', 'auditor') OR EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id
        AND kit.member() IN (l.owner_member_id, l.proposed_by)));
CREATE POLICY replies_are_written ON directory.replies FOR INSERT WITH CHECK (
    by_member = kit.member() AND by_staff = kit.staff() AND EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id
        AND (kit.realm() = 'secretariat' OR kit.member() IN (l.owner_member_id, l.proposed_by))));

CREATE POLICY notices_of_the_member ON directory.notices FOR SELECT USING (member_id = kit.member());
CREATE POLICY notices_are_given ON directory.notices FOR INSERT WITH CHECK (kit.realm() IN ('node', 'secretariat'));

CREATE POLICY revision_is_known ON directory.revision FOR SELECT USING (true);
CREATE POLICY changes_are_the_nodes ON directory.changes FOR SELECT USING (kit.realm() = 'node');

GRANT USAGE ON SCHEMA directory TO tolerant_node;
REVOKE EXECUTE ON FUNCTION directory.standing(text, int) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION directory.note_changes(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory.standing(text, int) TO tolerant_node;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA directory TO tolerant_node;
REVOKE INSERT ON directory.revision, directory.changes FROM tolerant_node;
GRANT UPDATE (state, current_version, vetted_version, vetted_versions, verified_at, verified_by, expires_at,
    suspended_reason, digest, updated_at, version, confirmed_at, confirmed_by, warned_at, expiry_warned_at, round,
    renewal_since) ON directory.listings TO tolerant_node;
GRANT UPDATE (accepting, as_of, capacity, capacity_as_of, waiting_days, version) ON directory.availability
    TO tolerant_node;
GRANT UPDATE (version, answers, note, saved, at) ON directory.review_drafts TO tolerant_node;
GRANT DELETE ON directory.review_drafts TO tolerant_node;

-- An id in HSDS (a UUID) for every listing and provider: their own, or the one under which they came in, so that a
-- service keeps its id on its way from node to node.
ALTER TABLE directory.listings ADD COLUMN hsds_id text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN source = 'hsds' AND source_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN source_id
    ELSE regexp_replace(id, '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\1-\2-\3-\4-\5') END) STORED;
ALTER TABLE directory.listings ADD CONSTRAINT listings_hsds_once UNIQUE (hsds_id);
ALTER TABLE directory.providers ADD COLUMN hsds_id text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN source = 'hsds' AND source_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN source_id
    ELSE regexp_replace(id, '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\1-\2-\3-\4-\5') END) STORED;
ALTER TABLE directory.providers ADD CONSTRAINT providers_hsds_once UNIQUE (hsds_id);

-- What people decided about two listings that look like one service; the newest word about a pair stands.
CREATE TABLE directory.duplicate_decisions (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    one text NOT NULL REFERENCES directory.listings (id),
    other text NOT NULL REFERENCES directory.listings (id),
    verdict text NOT NULL CONSTRAINT duplicates_verdict CHECK (verdict IN ('SAME', 'DIFFERENT')),
    note text NOT NULL,
    by_staff text NOT NULL CHECK (by_staff <> ''),
    by_member text NOT NULL CHECK (by_member <> ''),
    at timestamptz NOT NULL,
    CONSTRAINT duplicates_are_two CHECK (one < other)
);
CREATE INDEX duplicates_pair ON directory.duplicate_decisions (one, other, at);
CREATE TRIGGER duplicate_decisions_are_kept BEFORE UPDATE OR DELETE ON directory.duplicate_decisions
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();

ALTER TABLE directory.duplicate_decisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY duplicates_of_the_secretariat ON directory.duplicate_decisions FOR SELECT
    USING (kit.realm() IN ('secretariat', 'node'));
CREATE POLICY duplicates_are_decided ON directory.duplicate_decisions FOR INSERT
    WITH CHECK (kit.realm() = 'secretariat' AND by_member = kit.member());
GRANT SELECT, INSERT ON directory.duplicate_decisions TO tolerant_node;

-- The words of a version as everybody is shown them, byte for byte, with the salt under which the key log holds their
-- hash: made when a reviewer first asks for them, and never changed.
CREATE TABLE directory.listed_words (
    listing_id text NOT NULL,
    number int NOT NULL,
    salt bytea NOT NULL CHECK (length(salt) = 32),
    words bytea NOT NULL CHECK (length(words) > 0),
    PRIMARY KEY (listing_id, number),
    FOREIGN KEY (listing_id, number) REFERENCES directory.listing_versions (listing_id, number)
);
CREATE TRIGGER words_are_kept BEFORE UPDATE OR DELETE ON directory.listed_words
    FOR EACH ROW EXECUTE FUNCTION kit.refuse_change();
ALTER TABLE directory.listed_words ENABLE ROW LEVEL SECURITY;
CREATE POLICY words_seen ON directory.listed_words FOR SELECT USING (EXISTS (
    SELECT FROM directory.listing_versions v WHERE v.listing_id = listed_words.listing_id
        AND v.number = listed_words.number));
CREATE POLICY words_written ON directory.listed_words FOR INSERT WITH CHECK (kit.realm() = 'secretariat');
GRANT SELECT, INSERT ON directory.listed_words TO tolerant_node;

-- Whoever approves signs the words for the key log; reviews from before there was this are left as they are.
ALTER TABLE directory.reviews ADD COLUMN listed bytea;
ALTER TABLE directory.reviews ADD CONSTRAINT reviews_approve_for_the_log
    CHECK (verdict <> 'APPROVE' OR listed IS NOT NULL) NOT VALID;

-- What members say about a service after a woman used it: the day, never which referral, and never who said it. A report
-- is not changed; the node draws reports in batches, and only then the secretariat sees them.
CREATE TABLE directory.listing_reports (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    listing_id text NOT NULL,
    version int NOT NULL,
    kind text NOT NULL CONSTRAINT reports_kind CHECK (kind IN (
        'SAFEGUARDING', 'CONFIDENTIALITY', 'DISCRIMINATION', 'CRITERION_STRICTER', 'CRITERION_LOOSER',
        'ELIGIBLE_DECLINED', 'NOT_SAFE_AGAIN')),
    criterion text CONSTRAINT reports_criterion CHECK (criterion IN (
        'AGE', 'GENDER', 'RESIDENCE_STATUS', 'LABOUR_ACCESS', 'LANGUAGE', 'LITERACY', 'DIGITAL_SKILLS', 'EDUCATION',
        'CHILDREN', 'COMPETENCE', 'DOCUMENT', 'AREA', 'REGISTRATION', 'FEE', 'COOPERATION', 'INTAKE_GROUP', 'OTHER')),
    severity text CONSTRAINT reports_severity CHECK (severity IN ('AMBER', 'RED')),
    at date NOT NULL,
    by_owner boolean NOT NULL DEFAULT false,
    drawn_on date,
    FOREIGN KEY (listing_id, version) REFERENCES directory.listing_versions (listing_id, number),
    CONSTRAINT reports_name_a_criterion CHECK (
        (kind IN ('CRITERION_STRICTER', 'CRITERION_LOOSER')) = (criterion IS NOT NULL)),
    CONSTRAINT reports_say_how_bad CHECK (
        (kind IN ('SAFEGUARDING', 'CONFIDENTIALITY', 'DISCRIMINATION')) = (severity IS NOT NULL))
);
CREATE INDEX reports_listing ON directory.listing_reports (listing_id, kind);

ALTER TABLE directory.listing_reports ENABLE ROW LEVEL SECURITY;
CREATE POLICY reports_are_written ON directory.listing_reports FOR INSERT WITH CHECK (
    kit.realm() IN ('member', 'node') AND drawn_on IS NULL AND by_owner = EXISTS (
        SELECT FROM directory.listings l WHERE l.id = listing_id AND l.owner_member_id = kit.member()));
CREATE POLICY reports_are_counted ON directory.listing_reports FOR SELECT USING (
    kit.realm() = 'node' OR (kit.realm() = 'secretariat' AND drawn_on <= current_date));
CREATE POLICY reports_are_drawn ON directory.listing_reports FOR UPDATE USING (kit.realm() = 'node');
CREATE POLICY reports_end ON directory.listing_reports FOR DELETE USING (kit.realm() = 'node' AND drawn_on IS NULL);
GRANT SELECT, INSERT, DELETE ON directory.listing_reports TO tolerant_node;
GRANT UPDATE (drawn_on) ON directory.listing_reports TO tolerant_node;

-- What follows from reports: checks that open in batches among checks for no reason, and conditions that are disputed.
ALTER TABLE directory.listings ADD COLUMN disputed_criteria text[] NOT NULL DEFAULT '{}';
GRANT UPDATE (disputed_criteria) ON directory.listings TO tolerant_node;

CREATE TABLE directory.checks (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    listing_id text NOT NULL REFERENCES directory.listings (id),
    rule text NOT NULL CONSTRAINT checks_rule CHECK (rule ~ '^[A-Z][A-Z_]{1,39}$'),
    criterion text,
    made_on date NOT NULL,
    opens_on date NOT NULL CONSTRAINT checks_open_later CHECK (opens_on >= made_on),
    opened_at timestamptz,
    due_on date,
    ended_at timestamptz,
    CONSTRAINT checks_end_when_open CHECK (ended_at IS NULL OR opened_at IS NOT NULL)
);
CREATE INDEX checks_listing ON directory.checks (listing_id);
ALTER TABLE directory.checks ENABLE ROW LEVEL SECURITY;
CREATE POLICY checks_when_open ON directory.checks FOR SELECT
    USING (kit.realm() = 'node' OR (kit.realm() = 'secretariat' AND opened_at IS NOT NULL));
CREATE POLICY checks_are_made ON directory.checks FOR INSERT WITH CHECK (kit.realm() = 'node');
CREATE POLICY checks_are_ended ON directory.checks FOR UPDATE
    USING (kit.realm() = 'node' OR (kit.realm() = 'secretariat' AND opened_at IS NOT NULL));
GRANT SELECT, INSERT ON directory.checks TO tolerant_node;
GRANT UPDATE (opened_at, due_on, ended_at) ON directory.checks TO tolerant_node;

-- What waits for the secretariat, why, and by when; a listing stands in it once.
CREATE FUNCTION directory.waiting_for_vetting(moment timestamptz, days int)
RETURNS TABLE (listing_id text, due_on date, high_risk boolean, why text[])
LANGUAGE sql STABLE SET search_path = '' AS $$
WITH newest AS (
    SELECT l.id, l.state, l.verified_at, l.expires_at, l.vetted_version, l.current_version, l.renewal_since, v.written_at, s.first_at,
        s.approvals, coalesce(s.sent_back, false) AS sent_back, s.first_at IS NULL AND asked.again AS answered, said.at AS answered_at,
        v.service_types && ARRAY['ACCOMMODATION', 'EMPLOYER', 'RECRUITMENT_AGENCY'] AS high_risk
    FROM directory.listings l
    JOIN directory.listing_versions v ON v.listing_id = l.id AND v.number = l.current_version
    LEFT JOIN LATERAL (
        SELECT min(r.at) AS first_at, count(*) FILTER (WHERE r.verdict = 'APPROVE') AS approvals,
            bool_or(r.verdict <> 'APPROVE') AS sent_back
        FROM directory.reviews r
        WHERE r.listing_id = l.id AND r.version = l.current_version AND r.round = l.round
    ) s ON true
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM directory.reviews r WHERE r.listing_id = l.id AND r.verdict = 'RETURN'
                AND (r.version, r.round) <> (l.current_version, l.round)
                AND r.at > coalesce(l.verified_at, '-infinity')) AS again
    ) asked
    LEFT JOIN LATERAL (
        SELECT max(y.at) AS at FROM directory.replies y WHERE y.listing_id = l.id AND y.kind = 'ANSWER'
    ) said ON true
), reasons AS (
    SELECT id, high_risk, 'NEW_PROPOSAL' AS why, written_at + interval '14 days' AS due FROM newest
    WHERE state IN ('PROPOSED', 'IN_REVIEW') AND first_at IS NULL AND NOT answered
    UNION ALL
    SELECT id, high_risk, 'NEW_WORDS', written_at + interval '14 days' FROM newest
    WHERE state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED') AND vetted_version <> current_version
        AND first_at IS NULL AND NOT answered
    UNION ALL
    SELECT id, high_risk, 'RENEWAL', least(renewal_since + interval '30 days', expires_at) FROM newest
    WHERE state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED') AND vetted_version = current_version
        AND renewal_since IS NOT NULL AND first_at IS NULL AND NOT answered
    UNION ALL
    SELECT id, high_risk, 'SECOND_SIGNATURE', first_at + interval '7 days' FROM newest
    WHERE state NOT IN ('SUSPENDED', 'DELISTED') AND approvals = 1 AND NOT sent_back
    UNION ALL
    SELECT id, high_risk, 'ANSWERED', greatest(written_at, answered_at) + interval '7 days' FROM newest
    WHERE state NOT IN ('SUSPENDED', 'DELISTED') AND answered
    UNION ALL
    SELECT id, high_risk, 'EXPIRING', expires_at FROM newest
    WHERE state IN ('VETTED', 'DISPUTED', 'STALE', 'PAUSED') AND expires_at < moment + make_interval(days => days)
    UNION ALL
    SELECT n.id, n.high_risk, 'DISPUTED', d.at + interval '14 days' FROM newest n
    CROSS JOIN LATERAL (
        SELECT max(at) AS at FROM directory.decisions WHERE listing_id = n.id AND to_state = 'DISPUTED'
    ) d
    WHERE n.state = 'DISPUTED'
    UNION ALL
    SELECT n.id, n.high_risk, 'APPEALED', y.at + interval '14 days' FROM newest n
    JOIN directory.replies y ON y.listing_id = n.id AND y.kind = 'APPEAL'
    WHERE NOT EXISTS (SELECT FROM directory.decisions d WHERE d.listing_id = n.id AND d.about = y.id)
    UNION ALL
    SELECT n.id, n.high_risk, CASE WHEN c.rule IN ('SUSPENSION_PROPOSED', 'INCIDENT', 'MEMBERSHIP_REVIEW') THEN c.rule
        ELSE 'ROUTINE_CHECK' END, c.due_on FROM newest n
    JOIN directory.checks c ON c.listing_id = n.id AND c.opened_at IS NOT NULL AND c.ended_at IS NULL
    WHERE n.state NOT IN ('SUSPENDED', 'DELISTED') AND (n.verified_at IS NULL OR n.verified_at < c.opened_at)
)
SELECT id, (coalesce(min(due), moment) AT TIME ZONE 'UTC')::date, bool_or(high_risk), array_agg(why ORDER BY why)
FROM reasons GROUP BY id
$$;
