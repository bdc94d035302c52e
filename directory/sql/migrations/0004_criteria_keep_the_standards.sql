-- The database too holds conditions to the guide and to the versions of the standards that are named.
ALTER TABLE directory.listing_criteria
    ADD CONSTRAINT criteria_cooperation CHECK (kind <> 'COOPERATION' OR strength = 'REQUIRED'),
    ADD CONSTRAINT criteria_digcomp CHECK (kind <> 'DIGITAL_SKILLS' OR framework = 'DigComp 3.0'),
    ADD CONSTRAINT criteria_eqf CHECK (
        framework IS DISTINCT FROM 'EQF' OR (coalesce(min_level, '1') <> '0' AND coalesce(max_level, '1') <> '0')),
    ADD CONSTRAINT criteria_esco CHECK (kind <> 'COMPETENCE' OR array_to_string(codes, ' ')
        ~ '^(http://data\.europa\.eu/esco/(skill|occupation|isco)/[0-9A-Za-z.-]+( |$))+$');
