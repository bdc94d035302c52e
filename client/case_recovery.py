"""Case keys after every device was lost: those that were sealed to the recovery key go to the new device."""

from typing import Any

from client import documents as docs
from client.errors import NodeRefused
from client.holding import CASE_SHOWN, Holding
from crypto import recovery as keys_of
from crypto.cases import Case, unwrap_case_key, wrap_case_key
from crypto.format import b64u, unb64u
from kit.ids import new_id

RECOVERED = (
    "query ($after: ID, $number: Int!) { recoveredCaseKeys(after: $after, number: $number) "
    f"{{ ... on RecoveredCaseKeys {{ keys {{ referralId number wrap }} more }} {docs.REFUSED} }} }}"
)


class CaseRecovery(Holding):
    """Take the keys of cases over."""

    async def take_cases(self, secret: bytes, ceremony: str) -> int:
        """Seal every case key that the recovery key opens to this device; gives their number. Again does no harm."""
        key, taken = keys_of.sealing_key(secret), 0
        after: dict[str, Any] = {"after": None, "number": 0}
        while True:
            page = await self.wire.ask(RECOVERED, **after)
            newest = {one["referralId"]: one for one in page["keys"]}
            for referral_id, one in newest.items():
                at = Case(self.keys.member_id, referral_id, one["number"])
                case_key = unwrap_case_key(unb64u(one["wrap"]), key, at, to=ceremony)
                taken += await self._take_case(at, case_key)
            if not page["more"]:
                return taken
            after = {"after": page["keys"][-1]["referralId"], "number": page["keys"][-1]["number"]}

    async def _take_case(self, at: Case, case_key: bytes) -> bool:
        to = self.keys.device_id
        wrap = b64u(wrap_case_key(case_key, self.keys.sealing.public, at, to=to))
        handed = {"number": at.number, "wraps": [{"reader": to, "wrap": wrap}], "letters": []}
        asked = {"referralId": at.ref, "caseKey": handed, "idempotencyKey": new_id()}
        try:
            await self.wire.ask(docs.mutation("keepCaseKey", "KeepCaseKeyInput", CASE_SHOWN), input=asked)
        except NodeRefused as no:
            if no.code not in {"CASE_KEY_TAKEN", "CASE_NOT_YOURS", "CASE_ERASED"}:
                raise
            return False  # an older key, a case from which this person is barred, or one that has ended
        return True
