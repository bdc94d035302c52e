"""Put other colleagues on a case: the key is made anew for those who stay, and nobody else gets it (transition 25)."""

from collections.abc import Sequence
from typing import Any

from client import documents as docs
from client.errors import ClientError
from client.sending import REFERRAL_SHOWN, Sending
from client.shapes import Referral
from crypto.errors import CryptoError
from kit.ids import new_id

LATER = (
    "This device does not open the case, so its key is handed on when a colleague's device that does next opens it "
    "(or runs: tolerant case)."
)
NOT_SETTLED = "The older key of this case could not be deleted yet. Whoever is on the case opens it once. ({why})"


class Assigning(Sending):
    """Say who of the organisation is on a case."""

    async def reassign(
        self, referral_id: str, to: Sequence[str], reason: str, *, conflict: Sequence[str] = ()
    ) -> Referral:
        """Put colleagues on a referral that the organisation received, in the place of those who are on it.

        People are named by their staff ids, or by the id of a device of theirs. `conflict` names, with the reason
        CONFLICT_OF_INTEREST, those who must never get the key again. What somebody has read she has read.
        """
        return await self._assign("reassignReferral", referral_id, to, reason, conflict)

    async def hand_over(
        self, referral_id: str, to: Sequence[str], reason: str, *, conflict: Sequence[str] = ()
    ) -> Referral:
        """Hand a referral that the organisation sent to colleagues; the first of them holds the woman's need too."""
        return await self._assign("handOverReferral", referral_id, to, reason, conflict)

    async def _assign(
        self, field: str, referral_id: str, to: Sequence[str], reason: str, conflict: Sequence[str]
    ) -> Referral:
        referral = await self.referral(referral_id)
        sent = referral["fromMemberId"] == self.keys.member_id
        people = {one["id"]: one["staffId"] for one in await self.devices()}
        new, named = ([people.get(one, one) for one in given] for given in (to, conflict))
        case = await self.case_keys(referral_id)
        ceks, handed = case.under(case.newest), None
        if case.newest in case.keys:
            barred = case.barred | set(named)
            handed = await self.handed(referral_id, case, ceks, new, barred, sent=sent, anew=True)
        elif case.newest:
            self.remarks.append(LATER)
        asked: dict[str, Any] = {
            "referralId": referral_id, "to": new, "reason": reason, "conflict": named, "caseKey": handed,
            "expectedVersion": referral["version"], "idempotencyKey": new_id(),
        }  # fmt: skip
        found: Referral = await self.wire.ask(docs.mutation(field, "AssignInput", REFERRAL_SHOWN), input=asked)
        if handed is not None and self.keys.staff_id not in named:
            await self._settle(referral_id, ceks)
        return found

    async def _settle(self, referral_id: str, ceks: dict[bytes, bytes]) -> None:
        try:
            await self.settle_case(referral_id, ceks)
        except (ClientError, CryptoError) as no:
            self.remarks.append(NOT_SETTLED.format(why=no))

    async def case_people(self, referral_id: str) -> dict[str, Any]:
        """Say who of the organisation is on a case, and hand its key on to whoever should have it and does not.

        Raises:
            NodeRefused: CASE_NOT_YOURS, to whoever is neither on it nor an administrator.
        """
        case = await self.keep_case(referral_id)
        names = {one["staffId"]: one["displayName"] for one in await self.devices()}
        return {
            "referralId": referral_id,
            "holders": [{"staffId": one, "displayName": names.get(one)} for one in sorted(case.holders)],
            "barred": [{"staffId": one, "displayName": names.get(one)} for one in sorted(case.barred)],
            "missing": sorted(case.missing),
        }
