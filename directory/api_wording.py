"""The door for words: what each code means in the reader's language, and what each country calls a permit.

Nothing here is about anybody, so everybody may read it.
"""

import datetime
from dataclasses import asdict
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from directory import api_codes as api_codes
from directory.api_profile import needed
from directory.areas import area_of
from directory.codes import TextOrigin
from directory.fields import made
from directory.labels import LABELS
from directory.permits import gaps, permits
from directory.wording import wording
from kit.graph import Refused, door

Language = Annotated[
    str | None,
    strawberry.argument(description="The language of the sentences: bg, de, el, en, it or ro; en if absent."),
]


@strawberry.type(description="What a code means, in the language that was asked for.")
class CodeLabel:
    """Show one code in words."""

    code_list: str = needed("The list the code belongs to, such as ServiceType.")
    code: str = needed("The code.")
    label: str = needed("What it means.")


@strawberry.type(description="Every code of the directory in one language.")
class CodeLabels:
    """Show every code in words."""

    language: str = needed("The language.")
    wording_origin: TextOrigin = needed("MACHINE until a person who grew up with the language has read the words.")
    labels: list[CodeLabel] = needed("The codes, in the order of their lists.")


@strawberry.type(description="What one country calls the permit behind a code. It is no legal advice.")
class PermitName:
    """Show one national name."""

    code_list: str = needed("RESIDENCE_STATUS or LABOUR_ACCESS.")
    code: str = needed("The code that the name stands behind.")
    country: str = needed("ISO 3166-1 alpha-2.")
    language: str = needed("The language of the name.")
    name: str = needed("What the country calls it.")
    source: str = needed("The law or rule it comes from.")
    status: str = needed("Whether a lawyer has confirmed it.")
    date: datetime.date = needed("When it was looked up.")


@strawberry.type(description="A code for which a country has no permit, or none whose name is sure. Ask a lawyer.")
class PermitGap:
    """Show that there is no national name."""

    code_list: str = needed("RESIDENCE_STATUS or LABOUR_ACCESS.")
    code: str = needed("The code.")
    country: str = needed("ISO 3166-1 alpha-2.")


@strawberry.type(description="What countries call the permits behind our codes, and where no name is known.")
class PermitNames:
    """Show national names."""

    permits: list[PermitName] = needed("The names, by list, code and country.")
    gaps: list[PermitGap] = needed("Codes without a name.")


@strawberry.type
class WordingQuery:
    """Answer what words mean; `MatchQuery` inherits it."""

    @strawberry.field(description="What each code of the directory means, in one of six languages.")
    @door
    async def code_labels(self, info: Info[Any, Any], language: Language = None) -> CodeLabels | Refused:
        """Say every code."""
        words = wording(language)
        labels = [
            CodeLabel(code_list=of.__name__, code=code, label=words.label(code))
            for of, codes in LABELS.items()
            for code in codes
        ]
        return CodeLabels(language=words.language, wording_origin=words.origin, labels=labels)

    @strawberry.field(description="What countries call the permits behind residence status and access to work.")
    @door
    async def permit_names(
        self,
        info: Info[Any, Any],
        country: Annotated[str | None, strawberry.argument(description="Only this country, ISO 3166-1.")] = None,
    ) -> PermitNames | Refused:
        """Say national names."""
        wanted = None if country is None else made(country, area_of, "country")
        found = [PermitName(**asdict(each)) for each in permits() if wanted in (None, each.country)]
        lacking = [PermitGap(**asdict(each)) for each in gaps() if wanted in (None, each.country)]
        return PermitNames(permits=found, gaps=lacking)
