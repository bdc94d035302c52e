"""The caseworker's end after sending: answer what is asked, pause, recall, record what she says, close."""

import json
from collections.abc import Sequence
from typing import Any

from client import documents as docs
from client.blobs import Progress, silent
from client.enclosing import Enclosed
from client.safety import Comparing
from client.sending import REFERRAL_SHOWN
from client.shapes import Referral, Sibling, WithdrawalReceipt
from kit.ids import new_id


class Casework(Comparing):
    """Accompany a woman from the search to the end of a referral."""

    async def answer_information(
        self,
        referral_id: str,
        content: dict[str, Any],
        *,
        files: Sequence[Enclosed] = (),
        progress: Progress = silent,
    ) -> Referral:
        """Send the facts and files that were asked for, sealed."""
        place = ("answerInformation", "AnswerInformationInput", referral_id, "reply", content)
        return await self.sealed_step(*place, files=files, progress=progress)

    async def close(self, referral_id: str) -> Referral:
        """Close a referral by both accounts."""
        return await self.step("closeReferral", "StepInput", referral_id)

    async def cancel(self, referral_id: str, reason: str) -> Referral:
        """Recall a referral; `reason` is one of the step's codes, which a refusal names."""
        return await self.step("cancelReferral", "ReasonInput", referral_id, reason=reason)

    async def siblings(self, referral_id: str) -> list[Sibling]:
        """Show which other referrals of the same need go on; for the sender."""
        found: list[Sibling] = (await self.wire.ask(docs.SIBLINGS, id=referral_id))["siblings"]
        return found

    async def cancel_siblings(self, others: list[Sibling]) -> list[Referral]:
        """Recall those for which it is suggested, as they were shown; whatever changed since is refused.

        Raises:
            NodeRefused: one of them changed; those before it are recalled.
        """
        recalled = []
        for one in others:
            if one["suggestedReason"]:
                asked = {
                    "referralId": one["referralId"], "expectedVersion": one["version"], "idempotencyKey": new_id(),
                    "reason": one["suggestedReason"],
                }  # fmt: skip
                recalled.append(await self._change("cancelReferral", "ReasonInput", REFERRAL_SHOWN, asked))
        await self.erase_ended(*recalled)
        return recalled

    async def fhir(self, need_id: str, *, gravity: bool = False) -> dict[str, Any]:
        """Give a need with all its referrals and consents as a FHIR R4 Bundle; it names and describes nobody."""
        return await self._fhir(docs.FHIR_NEED, need_id, gravity)

    async def fhir_referral(self, referral_id: str, *, gravity: bool = False) -> dict[str, Any]:
        """Give one referral as a FHIR R4 Bundle, as our organisation sees it; for its sender and its recipient."""
        return await self._fhir(docs.FHIR_REFERRAL, referral_id, gravity)

    async def _fhir(self, document: str, id: str, gravity: bool) -> dict[str, Any]:
        found = await self.wire.ask(document, id=id, form="GRAVITY" if gravity else "BASE")
        bundle: dict[str, Any] = json.loads(found["bundle"])
        return bundle

    async def hold(self, referral_id: str, reason: str) -> Referral:
        """Freeze a referral for her safety; the recipient sees a pause and no reason."""
        return await self.step("holdReferral", "ReasonInput", referral_id, reason=reason)

    async def release(self, referral_id: str) -> Referral:
        """End a freeze: her risks were looked at again, and she wants to go on."""
        return await self.step("releaseReferral", "ReleaseInput", referral_id, riskReassessed=True, herWish=True)

    async def reopen(self, referral_id: str) -> Referral:
        """Take a closed referral up again."""
        return await self.step("reopenReferral", "ReasonInput", referral_id, reason="REOPENED")

    async def dispute_outcome(self, referral_id: str) -> Referral:
        """Say that her account contradicts the organisation's; the service counts as running again."""
        return await self.step("disputeOutcome", "StepInput", referral_id)

    async def she_declined(self, referral_id: str) -> Referral:
        """Write down that she does not want this service any more; nobody asks why."""
        return await self.step("recordSheDeclined", "StepInput", referral_id)

    async def asked_her(self, referral_id: str, answer: str) -> Referral:
        """Write down what came of asking her.

        DECLINED_TO_ANSWER; ATTEMPT_FAILED; UNREACHABLE after two attempts; ANSWERED_BEFORE where an earlier account of
        hers is all that she wants to say.
        """
        return await self.step("recordFeedback", "AskedHerInput", referral_id, answer=answer)

    async def she_withdrew(self, *, referral_id: str = "", consent_id: str = "") -> WithdrawalReceipt:
        """Write down that she took her consent back, told to any member in any form; gives the receipt for her."""
        which = {"referralId": referral_id} if referral_id else {"consentId": consent_id}
        shown = f"WithdrawalReceipt {{ {docs.WITHDRAWN} }}"
        found: WithdrawalReceipt = await self._change("recordWithdrawal", "RecordWithdrawalInput", shown, which)
        return found
