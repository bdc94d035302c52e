"""Services as the node shows them, held against the words that two reviewers signed, before she is told of them.

What is compared is what can be: names, provider, kind, places, route and the kinds of conditions. Whether she fits them
is still what the node says; without a line this device judges it by itself (docs/offline.md).
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from client.errors import KeysDamaged, NodeRefused, NotTrusted
from client.finding import Finding
from client.listed import Listed
from client.shapes import MatchPage
from client.shapes_finding import PathwaysFound
from client.words import Words

AT_ONCE = 5
"""How many words are asked for at the same time."""
OTHERWISE = "SHOWN_OTHERWISE"
DOUBTS = {
    "WORDS_NOT_SIGNED": "The key log does not show that two reviewers signed this. Ask the secretariat.",
    "LISTING_WITHDRAWN": "The key log says that this was stopped. Ask the secretariat.",
    OTHERWISE: "The node shows this otherwise than two reviewers signed it: tolerant words shows what they signed.",
}


class AsSigned(Finding, Words):
    """Mark services that are shown otherwise than they were signed, once this device has read the key log."""

    async def match(self, profile: dict[str, Any], **asked: Any) -> MatchPage:
        """Find services as `Asking.match`; one that is not as it was signed carries a `doubt` (`DOUBTS`)."""
        found = await super().match(profile, **asked)
        await self._doubted([edge["node"] for edge in found["edges"]])
        return found

    async def pathways(self, profile: dict[str, Any], **asked: Any) -> PathwaysFound:
        """Plan ways as `Finding.pathways`; a service that is not as it was signed carries a `doubt` (`DOUBTS`)."""
        found = await super().pathways(profile, **asked)
        await self._doubted([step["match"] for way in found["pathways"] for step in way["steps"]])
        return found

    async def _doubted(self, nodes: list[Any]) -> None:
        try:
            if not self._kept_listed().size():
                return
            listed = await self._read_listed()
        except (NotTrusted, KeysDamaged) as no:
            self.remarks.append(str(no))
            return
        places = [(node["listing"]["id"], node["listing"]["version"]) for node in nodes]
        asked, signed = list(dict.fromkeys(places)), list[str | dict[str, Any] | None]()
        for begin in range(0, len(asked), AT_ONCE):
            signed += await asyncio.gather(
                *(self._signed_words(listed, *one) for one in asked[begin : begin + AT_ONCE])
            )
        found = dict(zip(asked, signed, strict=True))
        for node, place in zip(nodes, places, strict=True):
            words = found[place]
            if isinstance(words, str):
                node["doubt"] = words
            elif words is not None and shown_otherwise(node, words):
                node["doubt"] = OTHERWISE

    async def _signed_words(self, listed: Listed, listing: str, version: int) -> str | dict[str, Any] | None:
        """Give a service's signed words, the doubt where there are none, or None for an invented one."""
        if self.demonstration and listing not in listed.words and listing not in listed.stopped:
            return None
        try:
            return await self._words(listed, listing, version)
        except NotTrusted as no:
            return no.code
        except NodeRefused:
            return "WORDS_NOT_SIGNED"


def shown_otherwise(node: Mapping[str, Any], words: Mapping[str, Any]) -> bool:
    """Say whether a search shows a service otherwise than its words (the JSON of `listingWords`) have it."""
    shown, provider = node["listing"], words.get("provider", {})
    return (
        shown["name"] not in [one["text"] for one in words.get("names", ())]
        or [shown["provider"][name] for name in ("name", "member")]
        != [provider.get(name) for name in ("name", "member")]
        or any(sorted(shown[name]) != sorted(words.get(name, ())) for name in ("serviceTypes", "areasServed"))
        or shown["route"] != words.get("route")
        or sorted(one["kind"] for one in node["criteria"]) != sorted(one["kind"] for one in words.get("criteria", ()))
    )
