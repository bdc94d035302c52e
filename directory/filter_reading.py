"""Read what narrows a match down from one JSON object, so that the door and a device without a line read it alike."""

from collections.abc import Mapping

from directory.areas import area_of
from directory.codes import Accepting, Overall, ServiceType
from directory.fields import Fields
from directory.languages import language_of
from directory.matches import MatchFilter

MOST_KM, MOST_DAYS, MOST_ENTRIES = 5_000, 3_660, 50


def parse_filter(value: Mapping[str, object], path: str = "filter") -> MatchFilter:
    """Return what narrows a match down.

    Raises:
        BadFact: an unknown field, word, area or language, a number out of range, or a list that is too long.
    """
    fields = Fields(value, path)
    found = MatchFilter(
        service_types=fields.codes("serviceTypes", ServiceType),
        areas=fields.texts("areas", area_of, MOST_ENTRIES, 64),
        languages=fields.texts("languages", language_of, MOST_ENTRIES, 64),
        accepting=fields.codes("accepting", Accepting),
        free_of_charge=fields.maybe_flag("freeOfCharge") or False,
        women_staff=fields.maybe_flag("womenStaff") or False,
        interpreter_languages=fields.texts("interpreterLanguages", language_of, MOST_ENTRIES, 64),
        woman_interprets=fields.maybe_flag("womanInterprets") or False,
        verified_within_days=fields.whole("verifiedWithinDays", 0, MOST_DAYS),
        within_km=fields.number("withinKm", 0, MOST_KM),
        include_unvetted=fields.maybe_flag("includeUnvetted") or False,
        include_stale=fields.maybe_flag("includeStale") or False,
        verdicts=fields.codes("verdicts", Overall),
    )
    fields.done()
    return found
