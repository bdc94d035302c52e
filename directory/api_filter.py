"""What narrows a match down, for the door."""

import strawberry

from directory import api_codes as api_codes
from directory import matches
from directory.api_profile import plain, said
from directory.codes import Accepting, Overall, ServiceType
from directory.filter_reading import parse_filter


@strawberry.input(description="Narrow a match down. Entries of one list are alternatives; the parts must all hold.")
class MatchFilter:
    """Take what narrows a match down."""

    service_types: list[ServiceType] | None = said("One of these kinds of service.")
    areas: list[str] | None = said("For somebody in one of these areas: ISO 3166 or NUTS codes.")
    languages: list[str] | None = said("Given in one of these languages, or perhaps: Kurdish may be Sorani.")
    accepting: list[Accepting] | None = said("Whether it takes referrals now.")
    free_of_charge: bool = strawberry.field(default=False, description="Only where it costs her nothing.")
    women_staff: bool = strawberry.field(default=False, description="Only where women are known to work.")
    interpreter_languages: list[str] | None = said("Only where an interpreter of one of these comes, or perhaps comes.")
    woman_interprets: bool = strawberry.field(
        default=False, description="Only where a woman is known to come as interpreter."
    )
    verified_within_days: int | None = said("Only what someone checked in the last so many days.")
    within_km: float | None = said("Only within this distance of the profile's `near`.")
    include_unvetted: bool = strawberry.field(
        default=False, description="Also services that nobody has vetted. Only for the secretariat."
    )
    include_stale: bool = strawberry.field(default=False, description="Also services that nobody confirmed lately.")
    verdicts: list[Overall] | None = said("Only these verdicts; the counts stay those of all verdicts.")

    def to_model(self) -> matches.MatchFilter:
        """Read the filter.

        Raises:
            BadFact: an unknown area or language, a number out of range, or a list that is too long.
        """
        return parse_filter(plain(self))
