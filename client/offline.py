"""Match without a line, on the copy of the directory: the rules and columns of the node, on this device.

The pure rooms of `directory` know no network, no database and no GraphQL (docs/decisions/0016).
"""

from collections.abc import Mapping
from typing import Any, cast

from client.directory_copy import DirectoryCopy
from client.errors import RefusedHere
from client.shapes import MatchPage
from client.shapes_finding import PathwaysFound
from directory.bad_facts import BadFact
from directory.device import DeviceRow
from directory.device_shelf import DeviceShelf
from directory.filter_reading import parse_filter
from directory.matches import Asked, Match
from directory.matching import Ranking, match
from directory.pathways import Step, pathways
from directory.profile_reading import parse_profile
from directory.wording import Wording, wording
from kit import clock
from kit.errors import Refusal


class Offline:
    """Answer what the node would, from the copy; `unreadable` counts entries that this program is too old for."""

    def __init__(self, copy: DirectoryCopy) -> None:
        """Read the copy, and lay it into columns where that was not done yet.

        Raises:
            NoCopy, CopyOld, CopyDamaged, CopyDiffers: there is none to be relied on.
        """
        body, entries = copy.entries()
        kept = DeviceShelf.reopened(copy.columns, body["root"], body["revision"], entries)
        self.shelf = kept or DeviceShelf.made(body["revision"], entries)
        if kept is None:
            with copy.changing():
                copy.columns = self.shelf.kept(body["root"])
        self.unreadable = self.shelf.unreadable
        self.signed: Mapping[str, Any] = body

    def match(
        self,
        profile: Mapping[str, Any],
        *,
        filter: Mapping[str, Any] | None = None,
        first: int | None = None,
        after: str | None = None,
        language: str | None = None,
    ) -> MatchPage:
        """Find services she could use, in the shape of the node's answer.

        Raises:
            RefusedHere: a fact or a wish cannot be, in the words of the node.
        """
        try:
            words, her = wording(language), parse_profile(profile)
            found = match(self.shelf, her, parse_filter(filter or {}), first, after, now=clock.now())
        except Refusal as no:
            raise _here(no) from None
        page = {
            "edges": [{"node": _node(each, words)} for each in found.matches],
            "totalCount": found.total,
            "counts": dict(zip(("eligible", "ask", "notYet", "notEligible"), found.counts.values(), strict=True)),
            "pageInfo": {"hasNextPage": found.has_next_page, "endCursor": found.end_cursor},
            "revision": str(found.revision),
            "language": words.language,
            "wordingOrigin": str(words.origin),
        }
        return cast("MatchPage", page)

    def pathways(
        self, profile: Mapping[str, Any], *, filter: Mapping[str, Any] | None = None, language: str | None = None
    ) -> PathwaysFound:
        """Plan the way to a service, in the shape of the node's answer.

        Raises:
            RefusedHere: a fact or a wish cannot be, in the words of the node.
        """
        try:
            words = wording(language)
            found = pathways(self.shelf, parse_profile(profile), parse_filter(filter or {}), now=clock.now())
        except Refusal as no:
            raise _here(no) from None
        return {
            "pathways": [
                {
                    "steps": [cast("Any", _step(step, words)) for step in route.steps],
                    "daysBefore": route.days,
                    "stepsOfUnknownLength": route.unknown,
                }
                for route in found.routes
            ],
            "eligible": found.eligible,
            "complete": found.complete,
            "revision": str(found.revision),
            "language": words.language,
            "wordingOrigin": str(words.origin),
        }

    def look_again(
        self, listing_id: str, profile: Mapping[str, Any], *, language: str | None = None
    ) -> dict[str, Any] | None:
        """Judge one service anew, in the shape of a match; nothing where the copy does not offer it any more.

        Raises:
            RefusedHere: a fact cannot be, in the words of the node.
        """
        try:
            words, her = wording(language), parse_profile(profile)
        except Refusal as no:
            raise _here(no) from None
        places = [place for place, each in enumerate(self.shelf.ids.tolist()) if each.decode() == listing_id]
        if not places:
            return None
        return _node(Ranking(self.shelf, her).matches(places, Asked(her, None))[0], words)


def _here(no: Refusal) -> RefusedHere:
    return RefusedHere(no.code, str(no), no.field if isinstance(no, BadFact) else getattr(no, "field", None))


def _step(step: Step[DeviceRow], words: Wording) -> dict[str, Any]:
    names = ("kind", "language", "level", "framework", "code")
    gains = [{name: getattr(each, name) for name in names} for each in step.gains]
    return {"match": _node(step.match, words), "gains": gains, "days": step.days}


def _node(found: Match[DeviceRow], words: Wording) -> dict[str, Any]:
    return {
        "listing": _listing(found.row),
        "verdict": found.verdict,
        "distanceKm": found.distance_km,
        "criteria": [
            {
                "kind": criterion.kind, "strength": criterion.strength, "verdict": judged.verdict,
                "reason": judged.reason, "sentence": words.reason(judged), "askSentence": words.ask(judged),
                "changeSentence": words.change(judged),
            }
            for criterion, judged in found.judgements
        ],
        "conditions": [
            {"kind": each.kind, "verdict": each.verdict, "sentence": words.condition(each)} for each in found.conditions
        ],
    }  # fmt: skip


def _listing(row: DeviceRow) -> dict[str, Any]:
    content = row.content
    english = next((each.text for each in content.names if each.language == "en"), content.names[0].text)
    return {
        "id": row.id, "sourceId": content.source_id, "version": row.version, "expectedVersion": row.saved,
        "name": english, "state": row.state, "serviceTypes": list(content.service_types),
        "areasServed": list(content.areas_served), "route": content.route,
        "provider": {"name": content.provider.name, "member": content.provider.member},
        "demonstration": content.demonstration,
        "availability": {
            "accepting": content.availability.accepting, "waitingDays": content.availability.waiting_days,
        },
    }  # fmt: skip
