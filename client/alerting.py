"""Past her organisation: a sealed word to the secretariat, or to the auditor where it is about the secretariat."""

import re
from collections.abc import Mapping
from typing import Any, Literal, TypedDict, cast

from nacl.utils import random

from client import documents as docs
from client.account_errors import AboutItsReader, BadAccount, BadAlertId, NobodyToAlert
from client.accounts import MOST_WORDS, read_account
from client.errors import NodeRefused
from client.her_alerts import SAYS, HerAlerts
from client.shapes import Card
from client.taking_down import TakingDown
from client.trust import Trusting, officers_said, trusted_key
from crypto import consent as tokens
from crypto.envelope import Context, Envelope
from crypto.errors import CryptoError
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey
from crypto.opening import Expect, open_
from crypto.sealing import Sender, seal
from kit import clock
from kit.ids import new_id

To = Literal["SECRETARIAT", "AUDITOR"]
ABOUT = ("HELPER", "SERVICE", "SECRETARIAT", "OTHER")
"""What an alert is about: the organisation that helps her, the service she was sent to, the secretariat, or else."""
DONE = tuple(SAYS)
"""What can be said to be done about an alert; none of it says what the alert was about."""
KEPT_DAYS = 35
_DAY, _HASH = 24 * 3600, 32
TARGET = (
    "query ($to: AlertTo!) { alertTarget(to: $to) { ... on AlertTarget "
    f"{{ memberId epoch publicKey statement officers }} {docs.REFUSED} }} }}"
)
RAISE = docs.mutation("raiseAlert", "RaiseAlertInput", "AlertKept { kept }")
ALERTS = f"{{ alerts {{ ... on AlertList {{ alerts {{ id key envelope on state }} }} {docs.REFUSED} }} }}"
READ = f"mutation ($ids: [ID!]!) {{ readAlerts(ids: $ids) {{ ... on AlertsRead {{ firstRead }} {docs.REFUSED} }} }}"
ANSWER = (
    "mutation ($id: ID!, $done: AlertAnswer!) { answerAlert(id: $id, done: $done) "
    f"{{ ... on AlertAnswered {{ thereWasOne }} {docs.REFUSED} }} }}"
)
WAITING = "Alerts that were sealed to you and are not answered: {count}. Read them: tolerant alerts"
NOT_OPENED = "Alert {id} cannot be opened by this device: it was sealed to a key that it has not, or was changed."


class Alert(TypedDict):
    """Hold an alert as it was opened; `account` is her whole account, where she gave it here."""

    id: str
    on: str
    state: str
    by: str
    about: str
    listing: str
    words: str
    account: dict[str, Any] | None


class Alerting(TakingDown, HerAlerts):
    """Raise an alert, and read and answer those that came."""

    async def raise_alert(
        self, to: To, about: str, words: str, *, card: Card | None = None, account: Any = None, listing: str = ""
    ) -> None:
        """Seal an alert and hand it in; with her card without login, else as somebody of a member.

        The node keeps no name, no referral and no moment of it, and no organisation but the one that reads it.

        Raises:
            BadAccount: it says nothing, too much, or her account is not in its form.
            AboutItsReader: it is about the secretariat and would go there, though the auditor can read it.
            NobodyToAlert: nobody there can be sealed to now. NotTrusted: nobody vouches for the key.
            NodeRefused: also where it does not say whether an auditor can read what is about the secretariat.
        """
        by = "HERSELF" if card else "CASEWORKER"
        said = {"version": 1, "by": by, "about": about, "listing": listing, "words": words, "account": account}
        body = read_alert(said)
        if about == to and await self._can_be_told("AUDITOR"):
            raise AboutItsReader
        signing = await self.key_for_alert(card) if card else SigningKey.generate()
        context, key = await self._place(to)
        envelope = seal("feedback", body, context=context, sender=Sender(signing), recipients=[key])
        asked = {"to": to, "envelope": envelope.to_bytes().decode(), "key": b64u(signing.public)}
        if card is None:
            await self.wire.ask(RAISE, input=asked)
            return
        proof = tokens.sign_proof(tokens.feedback_key(unb64u(card["feedback"])), envelope.env_id)
        with self.wire.unsigned():
            await self.wire.ask(RAISE, input={**asked, "consent": card["consent"], "proof": b64u(proof)})

    async def _can_be_told(self, to: To) -> bool:
        try:
            with self.wire.unsigned():
                return bool(await self.wire.ask(TARGET, to=to))
        except NodeRefused as no:
            if no.code != NobodyToAlert.code:
                raise
            return False

    async def _place(self, to: To) -> tuple[Context, bytes]:
        """Say whom it is sealed to; a device that knows the key log believes that alone."""
        try:
            with self.wire.unsigned():
                target = await self.wire.ask(TARGET, to=to)
        except NodeRefused as no:
            raise (NobodyToAlert if no.code == NobodyToAlert.code else no) from None
        member = target["memberId"]
        if self._keys is None:
            epoch, key = trusted_key(target, member, list(officers_said(target["officers"], member).officers))
        else:
            epoch, key = await Trusting.intake_key_of(self, member)  # the board does not vouch for itself
        now = int(clock.now().timestamp())
        context = Context(
            ref=new_id(), seq=0, prev=b"", sender="", recipient=member, listing=new_id(), version=1,
            consent=random(_HASH), expires=now + KEPT_DAYS * _DAY, epoch=epoch,
        )  # fmt: skip
        return context, key

    async def alerts(self) -> list[Alert]:
        """Open the alerts that came here (secretariat, auditor); who wrote one can see that somebody read it."""
        keys = [*await self.fetch_intake_keys(), self.keys.sealing]
        found = list[Alert]()
        for one in (await self.wire.ask(ALERTS))["alerts"]:
            try:
                found.append(self._opened(one, keys))
            except (CryptoError, ValueError, BadAccount):
                self.remarks.append(NOT_OPENED.format(id=one["id"]))
        if new := [_asked(one["id"]) for one in found if one["state"] == "WAITS"]:
            await self.wire.ask(READ, ids=new)
        return found

    def _opened(self, one: dict[str, Any], keys: list[SealingKey]) -> Alert:
        at = Envelope.parse(one["envelope"]).header.context
        expect = Expect(
            me=self.keys.member_id, ref=at.ref, consent=at.consent, now=int(clock.now().timestamp()), sender="",
            feedback_key=unb64u(one["key"], _HASH),
        )  # fmt: skip
        body = read_alert(open_(one["envelope"], keys=keys, expect=expect, officers=[]).body)
        del body["version"]
        return cast(Alert, {"id": _shown(one["id"]), "on": one["on"], "state": one["state"], **body})

    async def alerts_waiting(self) -> int:
        """Count the alerts that nobody has answered, at most 20 (secretariat, auditor)."""
        return len((await self.wire.ask(ALERTS.replace("id key envelope on state", "id")))["alerts"])

    async def answer_alert(self, alert_id: str, done: str) -> bool:
        """Say what was done about an alert (one of `DONE`), and delete its words; says whether there was one.

        Raises:
            BadAlertId: it is no id of an alert.
        """
        return bool((await self.wire.ask(ANSWER, id=_asked(alert_id), done=done))["thereWasOne"])


def _shown(alert_id: str) -> str:
    """Show an id as people type it: base64url may begin with a dash, which a command takes for an option."""
    return unb64u(alert_id, _HASH).hex()


def _asked(shown: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", shown):
        raise BadAlertId
    return b64u(bytes.fromhex(shown))


def read_alert(said: Any) -> dict[str, Any]:
    """Read an alert before it is sealed, and after it was opened.

    Raises:
        BadAccount: it is not in its form, or says nothing.
    """
    names = {"version", "by", "about", "listing", "words", "account"}
    if not isinstance(said, Mapping) or said.keys() != names:
        raise BadAccount("the whole")
    for name, known in (("by", ("HERSELF", "CASEWORKER")), ("about", ABOUT)):
        if said[name] not in known:
            raise BadAccount(name)
    for name, most in (("words", MOST_WORDS), ("listing", 64)):
        if not isinstance(said[name], str) or len(said[name]) > most:
            raise BadAccount(name)
    if not said["words"].strip() and said["account"] is None:
        raise BadAccount("words")
    account = None if said["account"] is None else read_account(said["account"])
    return {**said, "account": account}
