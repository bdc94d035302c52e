"""The caseworker's end after sending: answer what is asked, recall, close."""

from collections.abc import Sequence
from typing import Any

from client.blobs import Progress, silent
from client.enclosing import Enclosed
from client.safety import Comparing
from client.shapes import Referral


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
