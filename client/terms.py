"""Who must sign the key log, brought by a person from elsewhere, so that the node need not be believed even once.

A policy of the board changes it for every device (`client.watching`); the node alone never does.
"""

import json
from typing import Any

from client.errors import KeysDamaged
from client.log_book import Terms
from client.standing_errors import BadTerms, TermsDiffer
from client.watching import Watching

FIELDS = ("operator", "witnesses", "w", "warnSeconds", "refuseSeconds", "policy")


class Pinning(Watching):
    """Show who must sign the log, and take it from a file."""

    async def pinned(self) -> dict[str, Any]:
        """Give who must sign the log as this device holds the node to it, for another device's enrolment.

        Raises:
            NotTrusted: as `watch`.
        """
        await self.watch()
        return {name: self.keys.terms[name] for name in FIELDS if name in self.keys.terms}

    async def pin(self, given: dict[str, Any]) -> dict[str, Any]:
        """Take who must sign the log from a person who compared it; what the node shows must fit, or nothing changes.

        Raises:
            BadTerms, TermsWeak: it is nothing that can be kept.
            NotTrusted: as `watch`: the log is not signed by these.
        """
        before, self.keys.terms = self.keys.terms, checked(given)
        try:
            await self.watch()
        except BaseException:
            self.keys.terms = before
            raise
        self.keys.save()
        return await self.pinned()


def read_terms(data: bytes) -> dict[str, Any]:
    """Read a file that says who must sign a log.

    Raises:
        BadTerms, TermsWeak: it is none, or nothing that can be kept.
    """
    try:
        said = json.loads(data)
    except ValueError:
        raise BadTerms from None
    return checked(said)


def checked(said: Any) -> dict[str, Any]:
    """Hold what is to be pinned to what can be kept.

    Raises:
        BadTerms, TermsWeak: it cannot.
    """
    if not isinstance(said, dict) or not set(said) <= set(FIELDS) or not isinstance(said.get("policy", 0), int):
        raise BadTerms
    try:
        Terms.parse(said).strong()
    except KeysDamaged:
        raise BadTerms from None
    return said


def check_same(given: dict[str, Any], said: dict[str, Any]) -> None:
    """Refuse a node that names others than the file that a person was given.

    Raises:
        TermsDiffer: it does.
    """
    ours, theirs = Terms.parse(given), Terms.parse(said)
    if sorted(one.encode() for one in ours.witnesses) != sorted(one.encode() for one in theirs.witnesses):
        raise TermsDiffer
    if (ours.operator, ours.w, ours.warn, ours.refuse) != (theirs.operator, theirs.w, theirs.warn, theirs.refuse):
        raise TermsDiffer
