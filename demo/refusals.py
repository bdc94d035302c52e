"""A send that is refused, for each guard: what must hold before anything leaves."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from client.errors import NodeRefused
from client.session import Tolerant
from client.shapes import Card, Step
from crypto.consent import parse, sign
from crypto.envelope import Context, Envelope
from crypto.format import b64u, unb64u
from crypto.sealing import Sender, blocks, seal
from demo.people import Cast
from kit import clock
from kit.ids import new_id

CONTENT = {"CONTACT": {"name": "Invented"}, "NEED": {"goal": "German A2"}}


@dataclass
class Ready:
    """Hold a referral that waits for nothing but the send."""

    referral: str
    version: int
    card: Card
    need: str


class Refusals:
    """Try every way in which a send must not happen."""

    def __init__(self, cast: Cast, caseworker: str, listing: tuple[str, int], other: tuple[str, int]) -> None:
        self.cast = cast
        self.end: Tolerant = cast[caseworker]
        self.listing = listing
        self.other = other

    async def ready(self, need: str | None = None, **consent: Any) -> Ready:
        """Prepare a referral up to her consent."""
        today = clock.now().date()
        need = need or (await self.end.open_need("LANGUAGE_COURSE", today))["id"]
        step = await self.end.draft(need, *self.listing)
        step = await self.end.show_options(step, [self.listing, self.other])
        given = await self.end.record_consent(step, list(CONTENT), **consent)
        return Ready(step["referralId"], given["step"]["version"], given["card"], need)

    async def letter(self, ready: Ready, content: dict[str, Any] | None = None, **changes: Any) -> bytes:
        """Seal a letter that is right but for its content, or some fields of its context."""
        whole = await self.end.seal_letter(ready.referral, "referral", blocks(CONTENT))
        if content is None and not changes:
            return whole
        context: Context = replace(Envelope.parse(whole).header.context, **changes)
        _, key = await self.end.intake_key_of(context.recipient)
        sender = Sender(self.end.keys.signing, await self.end.own_statement())
        return seal("referral", blocks(content or CONTENT), context=context, sender=sender, recipients=[key]).to_bytes()

    async def refused(self, code: str, ready: Ready, letter: bytes, version: int | None = None) -> tuple[str, bool]:
        """Send, and see that the node says no in this way and that the referral has not moved."""
        try:
            await self.end.send_envelope(ready.referral, letter, version=version or ready.version)
        except NodeRefused as no:
            after = await self.end.referral(ready.referral)
            return no.sentence, no.code == code and after["version"] == ready.version and after["sentAt"] is None
        return "it was sent", False

    async def all(self) -> dict[str, tuple[str, bool]]:
        """Try each guard; gives what the node said, by the code that it should have."""
        seen: dict[str, tuple[str, bool]] = {}
        one = await self.ready()
        good = await self.letter(one)
        seen["STALE_VERSION"] = await self.refused("STALE_VERSION", one, good, one.version + 7)
        seen["NO_CONSENT"] = await self.refused("NO_CONSENT", one, await self.letter(one, consent=b"n" * 32))
        more = {**CONTENT, "HEALTH": {"note": "not agreed"}}
        seen["CATEGORY_NOT_CONSENTED"] = await self.refused("CATEGORY_NOT_CONSENTED", one, await self.letter(one, more))
        past = int((clock.now() - timedelta(hours=1)).timestamp())
        seen["ENVELOPE_EXPIRED"] = await self.refused("ENVELOPE_EXPIRED", one, await self.letter(one, expires=past))
        seen["ENVELOPE_FOR_ANOTHER"] = await self.refused(
            "ENVELOPE_FOR_ANOTHER", one, await self.letter(one, version=99)
        )
        seen["MALFORMED_ENVELOPE"] = await self.refused("MALFORMED_ENVELOPE", one, good.replace(b'"ct"', b'"cx"'))
        seen["ENVELOPE_TOO_LARGE"] = await self.refused("ENVELOPE_TOO_LARGE", one, good + b" " * (65537 - len(good)))
        old = await self.letter(one, epoch=99)
        seen["RECIPIENT_KEY_REVOKED"] = await self.refused("RECIPIENT_KEY_REVOKED", one, old)
        seen |= await self._consents(one)
        seen |= await self._needs()
        return seen

    async def _consents(self, sent: Ready) -> dict[str, tuple[str, bool]]:
        seen: dict[str, tuple[str, bool]] = {}
        await self.end.send(sent.referral, CONTENT, version=sent.version)
        hers = unb64u(sent.card["consent"])
        fresh = await self.ready()
        seen["CONSENT_SPENT"] = await self.refused("CONSENT_SPENT", fresh, await self.letter(fresh, consent=hers))
        narrow = await self.ready(purposes=("REPORT_OUTCOME",))
        seen["PURPOSE_NOT_CONSENTED"] = await self.refused("PURPOSE_NOT_CONSENTED", narrow, await self.letter(narrow))
        again = await self.ready(need=sent.need)
        seen["DUPLICATE_REFERRAL"] = await self.refused("DUPLICATE_REFERRAL", again, await self.letter(again))
        back = await self.ready()
        letter = await self.letter(back)
        await self.cast.nobody().withdraw(back.card["withdraw"])
        try:
            await self.end.send_envelope(back.referral, letter, version=back.version)
        except NodeRefused as no:
            seen["CONSENT_WITHDRAWN"] = no.sentence, no.code == "CONSENT_WITHDRAWN"
        return seen

    async def _needs(self) -> dict[str, tuple[str, bool]]:
        seen: dict[str, tuple[str, bool]] = {}
        long_ago = clock.now().date() - timedelta(days=400)
        try:
            need = (await self.end.open_need("LANGUAGE_COURSE", long_ago))["id"]
            late = await self.ready(need=need)
            seen["RISK_ASSESSMENT_OLD"] = await self.refused("RISK_ASSESSMENT_OLD", late, await self.letter(late))
        except NodeRefused as no:
            seen["RISK_ASSESSMENT_OLD"] = no.sentence, no.code == "RISK_ASSESSMENT_OLD"
        step = await self.end.draft(
            (await self.end.open_need("LANGUAGE_COURSE", clock.now().date()))["id"], *self.listing
        )
        step = await self.end.show_options(step, [self.listing, self.other])
        for code, changes in (
            ("TOKEN_OF_ANOTHER_NODE", {"node": "other.example"}),
            ("CONSENT_FOR_ANOTHER", {"listings": (new_id(),)}),
        ):
            seen[code] = await self._foreign_token(step, code, changes)
        return seen

    async def _foreign_token(self, step: Step, code: str, changes: dict[str, Any]) -> tuple[str, bool]:
        """Record a consent whose token says something else; nothing is kept of it."""
        wire_sign = self.end.wire.ask

        async def bent(document: str, **variables: Any) -> Any:
            asked = variables.get("input", {})
            if "token" in asked:
                token = replace(parse(unb64u(asked["token"])).token, **changes)
                variables["input"] = {**asked, "token": b64u(sign(token, self.end.keys.signing))}
            return await wire_sign(document, **variables)

        self.end.wire.ask = bent  # type: ignore[method-assign]
        try:
            await self.end.record_consent(step, list(CONTENT))
        except NodeRefused as no:
            return no.sentence, no.code == code
        finally:
            self.end.wire.ask = wire_sign  # type: ignore[method-assign]
        return "it was recorded", False
