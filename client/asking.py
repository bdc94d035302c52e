"""Find what she could use, show her the options, and write down what she agrees to."""

from collections.abc import Callable
from datetime import date
from typing import Any

from nacl.utils import random

from client import documents as docs
from client.agreed import CARRIED, Opening
from client.asked import Asked
from client.errors import NodeRefused
from client.kinds import check_fields
from client.reading import Reading
from client.shapes import Card, Given, MatchPage, Need, Referral, Step
from crypto import consent as tokens
from crypto.consent import ConsentToken
from crypto.format import b64u
from kit import clock
from kit.ids import new_id

PURPOSES = ("ASSESS_ELIGIBILITY", "COLLECT_HER_FEEDBACK", "PROVIDE_SERVICE", "REPORT_OUTCOME")
FOLLOW_UP = "FOLLOW_UP_CONTACT"
"""The purpose by which she agrees to be asked months after it began."""
DAY = 24 * 3600


class Asking(Reading):
    """Accompany a woman from the search to her yes."""

    async def match(
        self,
        profile: dict[str, Any],
        *,
        filter: dict[str, Any] | None = None,
        first: int | None = None,
        after: str | None = None,
        language: str | None = None,
    ) -> MatchPage:
        """Find services she could use, explained in a language such as de; the profile is kept nowhere."""
        found: MatchPage = await self.wire.ask(
            docs.MATCH, profile=profile, filter=filter, first=first, after=after, language=language
        )
        return found

    async def open_need(self, service_type: str, risk_assessed_on: date, urgency: str = "ROUTINE") -> Need:
        """Open what she looks for; she is 17 or older and somebody looked at her risks."""
        asked = {
            "serviceType": service_type,
            "urgency": urgency,
            "ageAsserted17Plus": True,
            "riskAssessmentOn": risk_assessed_on.isoformat(),
            "idempotencyKey": new_id(),
        }
        found: Need = await self._change("openNeed", "OpenNeedInput", "Need { id version }", asked)
        return found

    async def need(self, need_id: str) -> dict[str, Any]:
        """Look at a need: what she was shown, what she chose, and the referrals that came of it."""
        found: dict[str, Any] = await self.wire.ask(docs.NEED, id=need_id)
        return found

    async def draft(self, need_id: str, listing_id: str, listing_version: int, mode: str = "SEALED") -> Step:
        """Draft a referral towards one version of one listing, BROKERED to who follows it up; nothing leaves yet."""
        asked = {
            "needId": need_id,
            "listingId": listing_id,
            "listingVersion": listing_version,
            "mode": mode,
            "idempotencyKey": new_id(),
        }
        return await self._step("draftReferral", "DraftReferralInput", asked)

    async def show_options(
        self, step: Step, options: list[tuple[str, int]], *, only_one_reason: str | None = None
    ) -> Step:
        """Keep which options she was shown, every criterion of them answered here, and wait for her decision.

        Where it is one only, `only_one_reason` says why: NO_OTHER_FITS, NO_OTHER_HAS_A_PLACE, OTHERS_NOT_SAFE,
        SHE_ASKED_FOR_IT or OTHER.
        """
        asked = {
            "referralId": step["referralId"],
            "options": [{"listingId": listing, "listingVersion": version} for listing, version in options],
            "onlyOneReason": only_one_reason,
            "checklistAnswered": True,
            "expectedVersion": step["version"],
            "idempotencyKey": new_id(),
        }
        return await self._step("showOptions", "ShowOptionsInput", asked)

    async def defer(self, referral_id: str, reason: str) -> Step:
        """Give her time (SHE_NEEDS_TIME) or another option (SHE_WANTS_OTHER_OPTION); it is a draft again."""
        return await self._her_word("recordDeferral", "RecordDeferralInput", referral_id, reason=reason)

    async def refuse(self, referral_id: str) -> Step:
        """Take her no before anything is sent: a valid outcome, and nobody asks why."""
        return await self._her_word("recordRefusal", "RecordRefusalInput", referral_id)

    async def _her_word(self, field: str, kind: str, referral_id: str, **said: str) -> Step:
        version = (await self.referral(referral_id))["version"]
        asked = {"referralId": referral_id, "expectedVersion": version, "idempotencyKey": new_id(), **said}
        return await self._step(field, kind, asked)

    async def record_consent(
        self,
        step: Step,
        categories: list[str],
        *,
        fields: list[str] | None = None,
        days: float = 90,
        uses: int = 1,
        purposes: tuple[str, ...] = PURPOSES,
        how: Asked | None = None,
        record: dict[str, Any] | None = None,
        keep_card: Callable[[Card], None] | None = None,
    ) -> Given:
        """Record her consent with a token that this device signs; gives the step and her card.

        `categories` is what the node sees of it; `fields` narrows it to entries, like `CONTACT.phone`, which only the
        two organisations see. `how` says how she was asked. The card holds her withdrawal secret and her feedback
        secret. It is hers: print it, or keep it as she wishes. `keep_card` is called with it before the node is asked,
        so that it survives a crash.

        Raises:
            OverProfile: a service of this kind is never told so much; she is not asked for it.
            NodeRefused: the node did not record it.
        """
        referral = await self.referral(step["referralId"])
        check_fields([*categories, *(fields or [])], await self.profile(referral["id"]))
        asked = how or Asked()
        opening = Opening.make(fields or categories, asked.record(record))
        withdrawal, feedback = random(32), random(32)
        token = await self._token(referral, categories, days, uses, purposes, opening, withdrawal, feedback)
        signed = tokens.sign(token, self.keys.signing)
        card = card_of(self.wire.node, referral, signed, token.exp, withdrawal, feedback)
        self.keys.keep_case(referral["id"], {"token": b64u(signed), "opening": opening.to_json(), "signer": None})
        if keep_card:
            keep_card(card)
        try:
            moved = await self._step("recordConsent", "RecordConsentInput", _asked(referral, signed, asked))
        except NodeRefused as no:
            if no.decided:
                self.keys.forget_case(referral["id"])
            raise
        return {"step": moved, "card": card}

    async def _token(
        self,
        referral: Referral,
        categories: list[str],
        days: float,
        uses: int,
        purposes: tuple[str, ...],
        opening: Opening,
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
            categories=tuple(sorted({*categories, CARRIED})),
            scope=opening.scope,
            record=opening.rec or b"",
            nbf=now - 60,
            exp=now + int(days * DAY),
            uses=uses,
            withdrawal=tokens.withdrawal_commitment(withdrawal),
            feedback=tokens.feedback_key(feedback).public,
        )

    async def _step(self, field: str, kind: str, asked: dict[str, Any]) -> Step:
        found: Step = await self._change(field, kind, f"ReferralStep {{ {docs.STEP} }}", asked)
        return found

    async def _change(self, field: str, kind: str, selection: str, asked: dict[str, Any]) -> Any:
        return await self.wire.ask(docs.mutation(field, kind, selection), input=asked)


def _asked(referral: Referral, signed: bytes, asked: Asked) -> dict[str, Any]:
    return {
        "referralId": referral["id"],
        "token": b64u(signed),
        **asked.to_json(),
        "expectedVersion": referral["version"],
        "idempotencyKey": new_id(),
    }


def card_of(node: str, referral: Referral, signed: bytes, until: int, withdrawal: bytes, feedback: bytes) -> Card:
    """Write her card."""
    return {
        "node": node,
        "referral": referral["id"],
        "to": referral["fromMemberId"],
        "listing": referral["listingId"],
        "version": referral["listingVersion"],
        "consent": b64u(tokens.token_hash(signed)),
        "until": until,
        "withdraw": b64u(withdrawal),
        "feedback": b64u(feedback),
    }
