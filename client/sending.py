"""Seal and send: what she agreed to, to the one organisation she chose, once, whatever happens on the way."""

from collections.abc import Sequence
from typing import Any

from client import agreed
from client import documents as docs
from client.asking import DAY, Asking
from client.attachment_errors import TooManyFiles
from client.blobs import Progress, silent
from client.enclosing import Enclosed, naming
from client.errors import BadText, LetterWaiting, NodeRefused, NoSuchCase
from client.kinds import carried
from client.outbox import Outbox, Waiting
from client.shapes import Referral, SendReceipt
from client.trust import trusted_key
from crypto import consent as tokens
from crypto.attachments import MOST_ATTACHMENTS, Attachment
from crypto.consent import ConsentToken
from crypto.envelope import Context
from crypto.format import jcs, unb64u
from crypto.sealing import Sender, blocks, seal
from kit import clock
from kit.ids import new_id

LETTER_DAYS = 28
REFERRAL_SHOWN = f"Referral {{ {docs.REFERRAL} }}"


class Sending(Asking):
    """Send sealed letters, and keep each until the node has answered for it."""

    @property
    def outbox(self) -> Outbox:
        """Give the letters whose arrival is not known."""
        if self._outbox is None:
            self._outbox = Outbox(self.keys.home)
        return self._outbox

    async def send(
        self,
        referral_id: str,
        content: dict[str, Any],
        *,
        files: Sequence[Enclosed] = (),
        version: int | None = None,
        progress: Progress = silent,
    ) -> SendReceipt:
        """Seal her facts and files to the one organisation she chose, with a copy for her own, and send them.

        After a broken line or a crash, call it again with the same content: uploads go on, the same envelope goes out
        and the receipt is the same. `version` is that of the referral as the caller saw it; without it, as it stands.

        Raises:
            OverScope: the content is more than she agreed to; no file has left.
            CannotClean, FileTooLarge, TooManyFiles: a file cannot be sent; no letter is.
            LetterWaiting: another letter of this referral waits.
            NodeRefused: the first guard that says no; nothing is stored.
            NodeAway: whether it arrived is not known; it waits in the outbox.
        """
        mark = self._mark("sendReferral", [content, *self.marks(referral_id, files)] if files else content)
        found: SendReceipt | None = await self._again(self._waiting(referral_id, mark))
        if found is None:
            said, attachments = await self._enclosed(referral_id, content, files, progress)
            envelope = await self.seal_letter(referral_id, "referral", blocks(said), attachments)
            found = await self.send_envelope(referral_id, envelope, version=version, mark=mark)
        return found

    async def send_envelope(
        self, referral_id: str, envelope: bytes, *, version: int | None = None, mark: str = ""
    ) -> SendReceipt:
        """Send a sealed referral; the same envelope again is stored once."""
        expected = version if version is not None else (await self.referral(referral_id))["version"]
        key = new_id()
        asked = {"envelope": envelope.decode(), "expectedVersion": expected, "idempotencyKey": key}
        one = Waiting(key, referral_id, "sendReferral", "SendReferralInput", docs.RECEIPT, mark, asked)
        found: SendReceipt = await self._deliver(one)
        return found

    async def resend(self) -> list[dict[str, Any]]:
        """Send everything again whose arrival is not known; gives the node's answers.

        Raises:
            NodeRefused: the node says no to one of them, which is let go.
            NodeAway: it still does not answer.
        """
        return [await self._deliver(one) for one in self.outbox.all()]

    async def step(self, field: str, kind: str, referral_id: str, **details: Any) -> Referral:
        """Take one step on a referral as it stands now."""
        referral = await self.referral(referral_id)
        asked = {
            "referralId": referral_id,
            "expectedVersion": referral["version"],
            "idempotencyKey": new_id(),
            **details,
        }
        found: Referral = await self._change(field, kind, REFERRAL_SHOWN, asked)
        await self.erase_ended(found)
        return found

    async def sealed_step(
        self,
        field: str,
        kind: str,
        referral_id: str,
        typ: str,
        content: dict[str, Any],
        *,
        files: Sequence[Enclosed] = (),
        progress: Progress = silent,
        **details: Any,
    ) -> Referral:
        """Take one step that carries a sealed letter to the other organisation; repeat it after a broken line."""
        mark = self._mark(field, [content, details, *self.marks(referral_id, files)])
        found: Referral | None = await self._again(self._waiting(referral_id, mark))
        if found is None:
            said, attachments = await self._enclosed(referral_id, content, files, progress)
            envelope = await self.seal_letter(referral_id, typ, blocks(said) if typ == "reply" else said, attachments)
            key, version = new_id(), (await self.referral(referral_id))["version"]
            asked = {"referralId": referral_id, "expectedVersion": version, "idempotencyKey": key, **details}
            asked["envelope"] = envelope.decode()
            found = await self._deliver(Waiting(key, referral_id, field, kind, REFERRAL_SHOWN, mark, asked))
        await self.erase_ended(found)
        return found

    async def _enclosed(
        self, referral_id: str, content: dict[str, Any], files: Sequence[Enclosed], progress: Progress
    ) -> tuple[dict[str, Any], list[Attachment]]:
        """Send the files of a letter, and name each in its category's block; what she did not agree to stays here."""
        if len(files) > MOST_ATTACHMENTS:
            raise TooManyFiles
        if not files:
            return content, []
        _, said, opening, _ = await self._agreed(await self.referral(referral_id))
        whole = naming(content, [(one.category, new_id()) for one in files])
        await self.may_be_told(referral_id, whole, said, opening)
        attachments = [await self.enclose(referral_id, one, progress) for one in files]
        named = [(one.category, attachment.id) for one, attachment in zip(files, attachments, strict=True)]
        return naming(content, named), attachments

    def _mark(self, field: str, said: Any) -> str:
        try:
            return self.keys.mark(field.encode(), jcs(said))
        except ValueError:
            raise BadText from None

    def _waiting(self, referral_id: str, mark: str) -> Waiting | None:
        """Give the letter of this referral that waits, if it says the same.

        Raises:
            LetterWaiting: it says something else, so the earlier one goes first.
        """
        waiting = self.outbox.of(referral_id)
        if waiting is not None and waiting.mark != mark:
            raise LetterWaiting
        return waiting

    async def _again(self, waiting: Waiting | None) -> Any:
        """Send what waits; None where nothing does, or its recipient renewed its key: then nothing of it was stored."""
        try:
            return await self._deliver(waiting) if waiting else None
        except NodeRefused as no:
            if no.code != "RECIPIENT_KEY_REVOKED":
                raise
            return None

    async def _deliver(self, one: Waiting) -> Any:
        await self.settled()
        self.outbox.put(one)
        try:
            found = await self._change(one.change, one.kind, one.selection, one.asked)
        except NodeRefused as no:
            if no.decided:
                self.outbox.drop(one.key)
            raise
        self.outbox.drop(one.key)
        self.held.sent(one.referral)
        self.touched.add(one.referral)
        return found

    async def seal_letter(self, referral_id: str, typ: str, body: Any, attachments: Sequence[Attachment] = ()) -> bytes:
        """Seal a letter of this referral to the other organisation, with a copy for our own.

        Raises:
            NoSuchCase: she has not agreed to anything yet.
            OverScope, OverProfile: it holds more than she agreed to, or than a service of this kind is told.
            NotTrusted: nobody whom this device knows vouches for the other organisation's key.
        """
        referral = await self.referral(referral_id)
        token, said, opening, signer = await self._agreed(referral)
        if isinstance(body, dict) and "blocks" in body:
            content = {name: block["data"] for name, block in body["blocks"].items()}
            profile = await self.may_be_told(referral_id, content, said, opening)
            if agreed.CARRIED in said.categories:
                shown = carried(opening, neutral=profile.neutral)
                body = {"blocks": {**body["blocks"], **blocks({agreed.CARRIED: {**shown, "signer": signer}})["blocks"]}}
        other = referral["toMemberId"] if referral["fromMemberId"] == self.keys.member_id else referral["fromMemberId"]
        epoch, key = await self.intake_key_of(other)
        own = await self.wire.ask(docs.INTAKE_KEY, id=self.keys.member_id)
        copy = self.keys.sealing.public
        if own:
            _, copy = trusted_key(own, self.keys.member_id, await self.officers_of(self.keys.member_id))
        context = await self._context(referral, said, tokens.token_hash(token), other, epoch)
        sender = Sender(self.keys.signing, await self.own_statement())
        sealed = seal(typ, body, context=context, sender=sender, recipients=[key, copy], attachments=attachments)
        return sealed.to_bytes()

    async def _context(self, referral: Referral, said: ConsentToken, consent: bytes, other: str, epoch: int) -> Context:
        before = [one for one in await self.letters(referral["id"]) if one["fromMemberId"]]
        mine = [one for one in before if one["fromMemberId"] == self.keys.member_id]
        return Context(
            ref=referral["id"],
            seq=len(mine),
            prev=unb64u(before[-1]["envelopeId"]) if before else b"",
            sender=self.keys.member_id,
            recipient=other,
            listing=referral["listingId"],
            version=referral["listingVersion"],
            consent=consent,
            expires=min(said.exp, int(clock.now().timestamp()) + LETTER_DAYS * DAY),
            epoch=epoch,
            log=await self.named_state(),
        )

    async def _agreed(self, referral: Referral) -> tuple[bytes, ConsentToken, agreed.Opening | None, str | None]:
        """Give the token, what opens it, and who signed it if that was another device than this one.

        Raises:
            NoSuchCase: there is none.
            NotAllowed: `consent`, when nobody whom this device knows signed it, or it is for something else.
        """
        ours = referral["fromMemberId"] == self.keys.member_id
        if not referral["consentId"]:
            raise NoSuchCase
        if not ours and self.keys.case(referral["id"]) is None:
            await self.open(referral["id"])
        line = await self.consent_line(referral)
        known, token = self.keys.case(referral["id"]), line.newest
        signer, by = None, tokens.parse(token).by
        if ours and by != self.keys.device_id:
            signer = next((one["statement"] for one in await self.devices() if one["id"] == by), None)
        if not known:
            signers = [unb64u(signer)] if signer else [await self.own_statement()]
            await self.signed_by(token, signers, self.keys.member_id)
        agreed.check_parties(tokens.parse(token).token, referral)
        said = line.left(tokens.parse(token).token)
        opening = agreed.Opening.parse(known["opening"]) if known and known["opening"] else None
        return token, said, opening, signer
