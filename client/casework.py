"""The caseworker's end: find, ask her, seal, send, read the answers, close."""

from datetime import date
from typing import Any

from nacl.utils import random

from client import documents as docs
from client.errors import NoSuchCase
from client.looking import Looking
from crypto import consent as tokens
from crypto.consent import ConsentToken
from crypto.envelope import Context
from crypto.format import b64u, blake2b, unb64u
from crypto.sealing import Sender, blocks, seal
from kit import clock
from kit.ids import new_id

NOTICE = (
    "We ask whether you agree that we send what you choose, sealed, to this one organisation, for this one service. "
    "You can stop it at any time, without a reason: with your code, by telephone, or by telling any organisation of "
    "the network. We can stop delivery and delete what we keep; we cannot make a person forget."
)
NOTICE_VERSION = "1"
PURPOSES = ("ASSESS_ELIGIBILITY", "COLLECT_HER_FEEDBACK", "PROVIDE_SERVICE", "REPORT_OUTCOME")
LETTER_DAYS = 28
DAY = 24 * 3600


class Casework(Looking):
    """Accompany a woman from the search to the end of a referral."""

    async def match(
        self,
        profile: dict[str, Any],
        *,
        filter: dict[str, Any] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> dict[str, Any]:
        """Find services she could use; the profile is kept nowhere."""
        found: dict[str, Any] = await self.wire.ask(
            docs.MATCH, profile=profile, filter=filter, first=first, after=after
        )
        return found

    async def open_need(self, service_type: str, risk_assessed_on: date, urgency: str = "ROUTINE") -> dict[str, Any]:
        """Open what she looks for; she is 17 or older and somebody looked at her risks."""
        asked = {
            "serviceType": service_type,
            "urgency": urgency,
            "ageAsserted17Plus": True,
            "riskAssessmentOn": risk_assessed_on.isoformat(),
            "idempotencyKey": new_id(),
        }
        return await self._change("openNeed", "OpenNeedInput", "Need { id version }", asked)

    async def draft(self, need_id: str, listing_id: str, listing_version: int) -> dict[str, Any]:
        """Draft a referral towards one version of one listing; nothing leaves the organisation."""
        asked = {
            "needId": need_id,
            "listingId": listing_id,
            "listingVersion": listing_version,
            "idempotencyKey": new_id(),
        }
        return await self._change("draftReferral", "DraftReferralInput", f"ReferralStep {{ {docs.STEP} }}", asked)

    async def show_options(
        self, step: dict[str, Any], options: list[tuple[str, int]], *, only_one_reason: bool = False
    ) -> dict[str, Any]:
        """Keep which options she was shown, every criterion of them answered here, and wait for her decision."""
        asked = {
            "referralId": step["referralId"],
            "options": [{"listingId": listing, "listingVersion": version} for listing, version in options],
            "onlyOneReason": only_one_reason,
            "checklistAnswered": True,
            "expectedVersion": step["version"],
            "idempotencyKey": new_id(),
        }
        return await self._change("showOptions", "ShowOptionsInput", f"ReferralStep {{ {docs.STEP} }}", asked)

    async def record_consent(
        self,
        step: dict[str, Any],
        categories: list[str],
        *,
        days: float = 90,
        uses: int = 1,
        purposes: tuple[str, ...] = PURPOSES,
        language: str = "en",
        record: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Record her consent with a token that this device signs; gives the step and her card.

        The card holds her withdrawal secret and her feedback secret. It is hers: print it, or keep it as she wishes.
        """
        referral = await self.referral(step["referralId"])
        withdrawal, feedback = random(32), random(32)
        token = await self._token(referral, categories, days, uses, purposes, record, withdrawal, feedback)
        signed = tokens.sign(token, self.keys.signing)
        asked = {
            "referralId": referral["id"],
            "token": b64u(signed),
            "noticeVersion": NOTICE_VERSION,
            "noticeHash": b64u(blake2b(NOTICE.encode())),
            "noticeLanguage": language,
            "readAloud": True,
            "easyRead": True,
            "receipt": "CODE",
            "representative": False,
            "ownAssent": True,
            "ageBand": "ADULT",
            "expectedVersion": referral["version"],
            "idempotencyKey": new_id(),
        }
        moved = await self._change("recordConsent", "RecordConsentInput", f"ReferralStep {{ {docs.STEP} }}", asked)
        self.keys.cases[referral["id"]] = {"token": b64u(signed)}
        self.keys.save()
        card = {
            "node": self.wire.node,
            "referral": referral["id"],
            "to": self.keys.member_id,
            "listing": referral["listingId"],
            "version": referral["listingVersion"],
            "consent": b64u(tokens.token_hash(signed)),
            "until": token.exp,
            "withdraw": b64u(withdrawal),
            "feedback": b64u(feedback),
        }
        return {"step": moved, "card": card}

    async def _token(
        self,
        referral: dict[str, Any],
        categories: list[str],
        days: float,
        uses: int,
        purposes: tuple[str, ...],
        record: dict[str, Any] | None,
        withdrawal: bytes,
        feedback: bytes,
    ) -> ConsentToken:
        now = int(clock.now().timestamp())
        return ConsentToken(
            id=new_id(),
            node=await self.wire.node_id(),
            sender=self.keys.member_id,
            to=(referral["toMemberId"],),
            listings=(referral["listingId"],),
            version=referral["listingVersion"],
            purposes=tuple(sorted(purposes)),
            categories=tuple(sorted(categories)),
            scope=tokens.salted_hash(random(16), sorted(categories)),
            record=tokens.salted_hash(random(16), record or {}),
            nbf=now - 60,
            exp=now + int(days * DAY),
            uses=uses,
            withdrawal=tokens.withdrawal_commitment(withdrawal),
            feedback=tokens.feedback_key(feedback).public,
        )

    async def send(self, referral_id: str, content: dict[str, Any], *, version: int | None = None) -> dict[str, Any]:
        """Seal her facts to the one organisation she chose, with a copy for her own, and send them."""
        envelope = await self.seal_letter(referral_id, "referral", blocks(content))
        return await self.send_envelope(referral_id, envelope, version=version)

    async def send_envelope(self, referral_id: str, envelope: bytes, *, version: int | None = None) -> dict[str, Any]:
        """Send a sealed referral; the same envelope again is stored once."""
        expected = version if version is not None else (await self.referral(referral_id))["version"]
        asked = {"envelope": envelope.decode(), "expectedVersion": expected, "idempotencyKey": new_id()}
        kind = "SendReceipt { referralId envelopeId stored at version }"
        return await self._change("sendReferral", "SendReferralInput", kind, asked)

    async def seal_letter(self, referral_id: str, typ: str, body: Any) -> bytes:
        """Seal a letter of this referral to the other organisation, with a copy for our own."""
        referral = await self.referral(referral_id)
        token = await self.token_of(referral)
        said = tokens.parse(token).token
        other = referral["toMemberId"] if referral["fromMemberId"] == self.keys.member_id else referral["fromMemberId"]
        epoch, key = await self.intake_key_of(other)
        own = await self.wire.ask(docs.INTAKE_KEY, id=self.keys.member_id)
        copy = unb64u(own["publicKey"]) if own else self.keys.sealing.public
        before = await self.letters(referral_id)
        mine = [one for one in before if one["fromMemberId"] == self.keys.member_id]
        context = Context(
            ref=referral["id"],
            seq=len(mine),
            prev=unb64u(before[-1]["envelopeId"]) if before else b"",
            sender=self.keys.member_id,
            recipient=other,
            listing=referral["listingId"],
            version=referral["listingVersion"],
            consent=tokens.token_hash(token),
            expires=min(said.exp, int(clock.now().timestamp()) + LETTER_DAYS * DAY),
            epoch=epoch,
        )
        sender = Sender(self.keys.signing, await self.own_statement())
        return seal(typ, body, context=context, sender=sender, recipients=[key, copy]).to_bytes()

    async def token_of(self, referral: dict[str, Any]) -> bytes:
        """Give the consent token of a referral: our own, or the one that the node shows its recipient.

        Raises:
            NoSuchCase: there is none.
        """
        case = self.keys.cases.get(referral["id"])
        if case is not None:
            return unb64u(case["token"])
        if not referral["consentId"]:
            raise NoSuchCase
        return unb64u((await self.wire.ask(docs.CONSENT, id=referral["consentId"]))["token"])

    async def step(self, field: str, kind: str, referral_id: str, **details: Any) -> dict[str, Any]:
        """Take one step on a referral as it stands now."""
        referral = await self.referral(referral_id)
        asked = {
            "referralId": referral_id,
            "expectedVersion": referral["version"],
            "idempotencyKey": new_id(),
            **details,
        }
        return await self._change(field, kind, f"Referral {{ {docs.REFERRAL} }}", asked)

    async def close(self, referral_id: str) -> dict[str, Any]:
        """Close a referral by both accounts."""
        return await self.step("closeReferral", "StepInput", referral_id)

    async def cancel(self, referral_id: str, reason: str) -> dict[str, Any]:
        """Recall a referral."""
        return await self.step("cancelReferral", "ReasonInput", referral_id, reason=reason)

    async def answer_information(self, referral_id: str, content: dict[str, Any]) -> dict[str, Any]:
        """Send the facts that were asked for, sealed."""
        envelope = await self.seal_letter(referral_id, "reply", blocks(content))
        return await self.step("answerInformation", "AnswerInformationInput", referral_id, envelope=envelope.decode())

    async def _change(self, field: str, kind: str, selection: str, asked: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = await self.wire.ask(docs.mutation(field, kind, selection), input=asked)
        return found
