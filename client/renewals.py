"""A consent and its renewals, checked here: each names the one before, says no more, and a known device signed it."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from client import documents as docs
from client.holding import Holding
from client.shapes import Referral
from crypto import consent as tokens
from crypto.consent import ConsentToken
from crypto.errors import NotAllowed
from crypto.format import b64u, unb64u


@dataclass(frozen=True, slots=True)
class Line:
    """Hold the tokens of a consent from the first to the newest, with what the node says of the newest."""

    tokens: tuple[bytes, ...]
    signers: tuple[bytes, ...]
    status: str
    taken_back: frozenset[str]

    @property
    def newest(self) -> bytes:
        """Give the token under which letters are written today."""
        return self.tokens[-1]

    def left(self, said: ConsentToken) -> ConsentToken:
        """Take out of a token what she took back since; nothing of it is sealed or shown any more."""
        return replace(
            said,
            categories=tuple(one for one in said.categories if f"CATEGORY:{one}" not in self.taken_back),
            purposes=tuple(one for one in said.purposes if f"PURPOSE:{one}" not in self.taken_back),
        )


class Renewals(Holding):
    """Follow a consent to the one that it renews, back to the first."""

    async def consent_line(self, referral: Referral) -> Line:
        """Read a referral's consent with all that it renews, and believe only what goes on from what was believed.

        Raises:
            NotAllowed: `consent`, where a renewal says more, names another, or nobody vouches for who signed it.
        """
        given = await self.wire.ask(docs.CONSENT, id=referral["consentId"])
        found: list[dict[str, Any]] = [given]
        while found[0]["renews"]:
            found.insert(0, await self.wire.ask(docs.CONSENT, id=found[0]["renews"]))
        signed = [unb64u(one["token"]) for one in found]
        for before, after in pairwise(signed):
            later, earlier = tokens.parse(after).token, tokens.parse(before).token
            if not tokens.goes_on(later, earlier, tokens.token_hash(before)):
                raise NotAllowed("consent")
        await self._believe(referral, signed, [unb64u(one["signer"] or "") for one in found])
        signers = tuple(unb64u(one["signer"]) for one in found if one["signer"])
        return Line(tuple(signed), signers, given["status"], frozenset(given["takenBack"]))

    async def _believe(self, referral: Referral, signed: list[bytes], signers: list[bytes]) -> None:
        """Believe renewals after the token that this device remembers, and remember the newest in its place."""
        known = self.keys.case(referral["id"])
        if known is None or unb64u(known["token"]) == signed[-1]:
            return
        if unb64u(known["token"]) not in signed:
            raise NotAllowed("consent")
        for at in range(signed.index(unb64u(known["token"])) + 1, len(signed)):
            await self.signed_by(signed[at], [signers[at]], referral["fromMemberId"])
        self.keys.keep_case(referral["id"], {**known, "token": b64u(signed[-1]), "signer": None})
