"""How many matches have each word, for the door."""

from functools import cached_property
from typing import Any

import strawberry

from directory import api_codes as api_codes
from directory import facets, matches
from directory.api_profile import needed
from directory.codes import Accepting, Overall, ServiceType


@strawberry.type(description="How many matches do one kind of service.")
class ServiceTypeCount:
    """Count one kind of service."""

    value: ServiceType = needed("The kind.")
    count: int = needed("How many.")


@strawberry.type(description="How many matches have one word: a country or a language.")
class WordCount:
    """Count one country or language."""

    value: str = needed("ISO 3166-1 country, or BCP 47 language.")
    count: int = needed("How many.")


@strawberry.type(description="How many matches say this of referrals now.")
class AcceptingCount:
    """Count one answer to whether referrals are taken."""

    value: Accepting = needed("What they say.")
    count: int = needed("How many.")


@strawberry.type(description="How many services have one verdict.")
class VerdictCount:
    """Count one verdict."""

    value: Overall = needed("The verdict.")
    count: int = needed("How many.")


@strawberry.type(
    description="Exact counts over all matches, most first; a service counts once for each word it has. Hidden places "
    "count by nothing but their area."
)
class Facets:
    """Say what each filter would leave."""

    service_types: list[ServiceTypeCount] = needed("By kind of service.")
    countries: list[WordCount] = needed("By country of the areas that are served.")
    languages: list[WordCount] = needed("By language in which they are given.")
    accepting: list[AcceptingCount] = needed("By whether referrals are taken.")
    verdicts: list[VerdictCount] = needed("By verdict, before the filter on verdicts.")


class FacetsSeen:
    """Count when somebody looks, and then once."""

    def __init__(self, found: matches.Matches[Any]) -> None:
        self._found = found

    @cached_property
    def _counted(self) -> facets.Facets:
        return self._found.facets

    service_types = property(lambda self: _rows(ServiceTypeCount, self._counted.service_types))
    countries = property(lambda self: _rows(WordCount, self._counted.countries))
    languages = property(lambda self: _rows(WordCount, self._counted.languages))
    accepting = property(lambda self: _rows(AcceptingCount, self._counted.accepting))
    verdicts = property(lambda self: _rows(VerdictCount, self._counted.verdicts))


def _rows(kind: Any, counted: list[tuple[Any, int]]) -> list[Any]:
    return [kind(value=value, count=count) for value, count in counted]
