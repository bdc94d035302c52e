"""A consent after it was given: renewed with her, narrowed or ended on her word, ended by others, and taken out."""

import json
from dataclasses import replace
from typing import Any, TypedDict

from client import documents as docs
from client.asked import Asked
from client.asking import DAY
from client.sending import Sending
from client.shapes import ConsentStands, PartWithdrawn
from crypto import consent as tokens
from crypto.format import b64u
from crypto.signing import sign_statement
from kit import clock
from kit.ids import new_id

ATTESTATION = "erasure-part.v1"
"""The kind of statement: {consent, part, member, erased: bool, ground: code or "", at: unix seconds}."""
STANDS = "RenewedConsent { id renews status ends version }"
REVOKED = "ConsentsRevoked { consents }"
PROTECTION = (
    "query ($country: String!) { childProtection(country: $country) { ... on ChildProtectionRoute "
    f"{{ country authority helpline helplineName confirmed source }} {docs.REFUSED} }} }}"
)


class PartAttested(TypedDict):
    """Say since when the recipient's word about a category is kept."""

    consentId: str
    part: str
    at: str


class Consenting(Sending):
    """Let a consent go on, get narrower, and end."""

    async def renew(
        self, referral_id: str, *, days: float = 90, drop: tuple[str, ...] = (), how: Asked | None = None
    ) -> ConsentStands:
        """Record that she renewed her consent in writing; her card stays as it is, and stops the renewal too.

        `drop` names categories and purposes that she leaves out from now on. A renewal never says more than before: for
        more, ask her anew.

        Raises:
            NodeRefused: CONSENT_WITHDRAWN, CONSENT_REVOKED and others say why it does not go on.
        """
        referral = await self.referral(referral_id)
        line = await self.consent_line(referral)
        given = await self.wire.ask(docs.CONSENT, id=referral["consentId"])
        before, now = tokens.parse(line.newest).token, int(clock.now().timestamp())
        left = line.left(before)
        token = replace(
            left,
            id=new_id(),
            purposes=tuple(one for one in left.purposes if one not in drop),
            categories=tuple(one for one in left.categories if one not in drop),
            nbf=max(now - 60, before.nbf),
            exp=now + int(days * DAY),
            renews=tokens.token_hash(line.newest),
        )
        signed = tokens.sign(token, self.keys.signing)
        asked = {
            "consentId": referral["consentId"],
            "token": b64u(signed),
            **(how or Asked()).to_json(),
            "expectedVersion": given["version"],
            "idempotencyKey": new_id(),
        }
        found: ConsentStands = await self._change("renewConsent", "RenewConsentInput", STANDS, asked)
        if (known := self.keys.case(referral_id)) is not None:
            self.keys.keep_case(referral_id, {**known, "token": b64u(signed), "signer": None})
        return found

    async def she_took_back(self, consent_id: str, *, category: str = "", purpose: str = "") -> PartWithdrawn:
        """Write down that she took one category or purpose back, told to any member in any form."""
        part = {"category": category} if category else {"purpose": purpose}
        found: PartWithdrawn = await self.wire.ask(docs.TOLD_PART, id=consent_id, part=part)
        return found

    async def attest_part(self, consent_id: str, category: str, *, kept_because: str = "") -> PartAttested:
        """Say under this device's signature that a category is erased everywhere, paper too, or why it may not be.

        A person calls this once what was saved, printed and noted of that category is destroyed.
        """
        part = f"CATEGORY:{category}"
        said = {
            "consent": consent_id,
            "part": part,
            "member": self.keys.member_id,
            "erased": not kept_because,
            "ground": kept_because,
            "at": int(clock.now().timestamp()),
        }
        statement = b64u(sign_statement(ATTESTATION, said, self.keys.signing))
        asked = {"consentId": consent_id, "category": category, "statement": statement}
        found: PartAttested = await self._change(
            "attestPart", "AttestPartInput", "PartAttested { consentId part at }", asked
        )
        return found

    async def revoke_consent(self, consent_id: str, reason: str) -> ConsentStands:
        """End a consent that is unsafe or never was one; she sees that others did it.

        `reason`: LISTING_SUSPENDED, RECIPIENT_EXPELLED, KEY_COMPROMISED, COERCION_FOUND or RECORDED_IN_ERROR.
        """
        asked = {"consentId": consent_id, "reason": reason}
        found: ConsentStands = await self._change("revokeConsent", "RevokeConsentInput", STANDS, asked)
        return found

    async def revoke_consents(self, reason: str, *, member_id: str = "", listing_id: str = "") -> int:
        """End all live consents towards a member or for a service (secretariat); gives how many ended."""
        towards = {"memberId": member_id} if member_id else {"listingId": listing_id}
        asked = {"towards": towards, "reason": reason}
        found: dict[str, int] = await self._change("revokeConsents", "RevokeConsentsInput", REVOKED, asked)
        return found["consents"]

    async def consent(self, consent_id: str) -> dict[str, Any]:
        """Read a consent with its events, as its sender or recipient."""
        found: dict[str, Any] = await self.wire.ask(docs.CONSENT, id=consent_id)
        return found

    async def consent_record(self, consent_id: str, form: str = "RECORD") -> dict[str, Any]:
        """Take a consent out as a RECORD or a RECEIPT of ISO/IEC TS 27560: JSON-LD with DPV terms."""
        answer = await self.wire.ask(docs.CONSENT_RECORD, id=consent_id, form=form)
        found: dict[str, Any] = json.loads(answer["json"])
        return found

    async def child_protection(self, country: str) -> dict[str, Any]:
        """Say where a girl below 17 finds help in a country; each entry is to be confirmed there."""
        found: dict[str, Any] = await self.wire.ask(PROTECTION, country=country)
        return found
