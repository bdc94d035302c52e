"""Read sealed letters: every check of the node again, here, before a word is shown (crypto/SPEC.md section 8)."""

from dataclasses import dataclass, field, replace
from typing import Any

from client import agreed
from client.enclosing import Found
from client.errors import ConsentEnded, NothingToOpen
from client.holding import NotHandedOn
from client.kinds import Kinds, narrowed
from client.log_errors import LetterOfAnotherLog
from client.renewals import Line
from client.shapes import Referral
from client.threads import thread_gaps
from crypto import consent as tokens
from crypto.attachments import FIELD
from crypto.consent import ConsentToken
from crypto.envelope import Envelope
from crypto.errors import NotAllowed, NotForYou
from crypto.format import b64u, exact, unb64u
from crypto.keys import SealingKey
from crypto.opening import Expect, Opened, open_
from kit import clock
from kit.disclosure import Profile


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold what a letter says, after every check.

    `typ` is `referral`, `reply`, `status` or `feedback`; `sender` a member's id, or empty when she writes herself.
    `body` is what was sealed: for a referral `{"blocks": {category: {"data": …}}}`. `dropped` names what the sender
    sealed although she had not agreed to it, or a recipient of this kind is never told it: it is not in `body`, and the
    reader should tell the sender. `files` are
    those that came with it. `missing` letters should stand before it in the thread, and were deleted or kept back on
    the way: the reader should ask the sender for them. `at` is when the node took it in.
    """

    typ: str
    sender: str
    body: Any = field(repr=False)
    dropped: tuple[str, ...]
    env_id: bytes = field(repr=False)
    files: tuple[Found, ...] = ()
    missing: int = 0
    at: str = ""


class Reading(Kinds):
    """Open letters of a referral."""

    async def open(self, referral_id: str) -> list[Letter]:
        """Open every letter of a referral that this device may read, after checking who wrote it and for what.

        Letters that have run out, or that only a colleague's device can open, are left out, and so are those that name
        a state of the key log that nobody signed. What else they say of the log never stops the reading; `settled`
        stops the sending.

        Raises:
            ConsentEnded: she has taken her consent back, or it has run out.
            NothingToOpen: there is no letter for this device.
            NotHandedOn: its person is on the case, and nobody has handed the case's key to this device yet.
            LetterOfAnotherLog: every letter for it names a state of the key log that nobody signed.
            NotTrusted: other people vouch for the sender than those that this device knows.
            Tampered, NotAllowed, MalformedEnvelope: a letter is not to be trusted; none is shown.
        """
        referral = await self.referral(referral_id)
        try:
            line = await self._live(referral)
        except ConsentEnded:
            await self.erase_ended(referral)
            raise
        keys = [*await self.fetch_intake_keys(), self.keys.sealing]
        listed, case = await self.letters_of_case(referral_id)
        gaps = thread_gaps(listed)
        ceks = self.content_keys(listed, case, keys)
        opened = await self._open_all(referral, line, listed, ceks, keys)
        if not opened:
            raise NotHandedOn if case.newest not in {0, *case.keys} else NothingToOpen
        said, opening = await self._consent(referral, line, opened)
        said, ours = line.left(said), referral["fromMemberId"] == self.keys.member_id
        profile = None if ours else await self.profile(referral_id)
        times = {unb64u(one["envelopeId"]): str(one["at"]) for one in listed}
        found = [
            replace(_letter(one, said, opening, profile, gaps[one.env_id]), at=times[one.env_id]) for one in opened
        ]
        self.remember_files(referral_id, [one.attachment for letter in found for one in letter.files])
        await self.keep_keys(referral_id, case, ceks, sent=ours)
        return found

    async def _open_all(
        self,
        referral: Referral,
        line: Line,
        listed: list[dict[str, Any]],
        ceks: dict[bytes, bytes],
        keys: list[SealingKey],
    ) -> list[Opened]:
        opened, refused = list[Opened](), None
        for letter in listed:
            try:
                if letter["data"]:
                    cek = ceks.get(unb64u(letter["envelopeId"]))
                    opened.append(await self._open(letter, referral, line, keys, cek))
            except NotForYou:
                continue
            except LetterOfAnotherLog as no:
                refused = no
                self.remarks.append(str(no))
            except NotAllowed as no:
                if no.reason != "expired":
                    raise
        if refused and not opened:
            raise refused
        return opened

    async def _live(self, referral: Referral) -> Line:
        """Give a consent that holds now, with what it renews.

        Raises:
            ConsentEnded: it holds no longer.
        """
        if not referral["consentId"]:
            raise NothingToOpen
        line = await self.consent_line(referral)
        if line.status != "LIVE" or tokens.parse(line.newest).token.exp <= clock.now().timestamp():
            raise ConsentEnded
        return line

    async def _open(
        self, letter: dict[str, Any], referral: Referral, line: Line, keys: list[SealingKey], cek: bytes | None
    ) -> Opened:
        """Open a letter under the consent of today, or under one that it renewed."""
        for older in line.tokens[:0:-1]:
            try:
                return await self._open_under(letter, referral, older, keys, cek)
            except NotAllowed as no:
                if no.reason != "consent":
                    raise
        return await self._open_under(letter, referral, line.tokens[0], keys, cek)

    async def _open_under(
        self, letter: dict[str, Any], referral: Referral, token: bytes, keys: list[SealingKey], cek: bytes | None
    ) -> Opened:
        sender = letter["fromMemberId"] or self._pen(letter["data"])
        said = tokens.parse(token).token
        if sender not in ("", said.sender, *said.to):
            raise NotAllowed("sender")
        expect = Expect(
            me=self.keys.member_id,
            ref=referral["id"],
            consent=tokens.token_hash(token),
            now=int(clock.now().timestamp()),
            sender=sender,
            listing=referral["listingId"],
            version=referral["listingVersion"],
            feedback_key=said.feedback or None,
        )
        if sender:
            opened = await self.opened(
                sender,
                lambda by: open_(letter["data"], keys=keys, expect=expect, officers=by.officers, k=by.k, cek=cek),
            )
        else:
            opened = open_(letter["data"], keys=keys, expect=expect, officers=[], cek=cek)
        if b64u(opened.env_id) != letter["envelopeId"]:
            raise NotAllowed("order")
        await self.hear(opened.header.context.log, opened.device)
        return opened

    def _pen(self, data: str) -> str:
        """Say who held the pen of an account of hers: our own organisation, to itself, or she (empty)."""
        at = Envelope.parse(data).header.context
        return at.sender if at.sender == at.recipient == self.keys.member_id else ""

    async def _consent(
        self, referral: Referral, line: Line, opened: list[Opened]
    ) -> tuple[ConsentToken, agreed.Opening | None]:
        """Check the token's signature, its parties and its two hashes, and remember it.

        Raises:
            NotAllowed: `consent`.
        """
        known, token = self.keys.case(referral["id"]), line.newest
        opening = _opening(opened) or (agreed.Opening.parse(known["opening"]) if known and known["opening"] else None)
        said = tokens.parse(token).token if known else await self._signed(referral, line, opened)
        agreed.check_parties(said, referral)
        if opening and not opening.opens(said):
            raise NotAllowed("consent")
        if known is None or (opening and not known["opening"]):
            remembered = {"token": b64u(token), "opening": opening.to_json() if opening else None}
            self.keys.keep_case(referral["id"], {**remembered, "signer": known["signer"] if known else None})
        return said, opening

    async def _signed(self, referral: Referral, line: Line, opened: list[Opened]) -> ConsentToken:
        token = line.newest
        sender, by = referral["fromMemberId"], tokens.parse(token).by
        for one in opened:
            if one.device and (one.device.member, one.device.device) == (sender, by):
                return agreed.signed_with(token, one.device)
        statements = [*line.signers, *(unb64u(one["signer"]) for one in map(_carried, opened) if one and one["signer"])]
        if sender == self.keys.member_id:
            statements += [unb64u(one["statement"]) for one in await self.devices() if one["statement"]]
        return await self.signed_by(token, statements, sender)


def _carried(one: Opened) -> dict[str, Any] | None:
    """Give what a letter carries about her consent, in its form.

    Raises:
        NotAllowed: `consent`.
    """
    carried = one.body.get("blocks", {}).get(agreed.CARRIED) if isinstance(one.body, dict) else None
    if carried is None:
        return None
    try:
        return exact(carried["data"], "scope", "record", "signer")
    except ValueError:
        raise NotAllowed("consent") from None


def _opening(opened: list[Opened]) -> agreed.Opening | None:
    for said in map(_carried, opened):
        if said and said["scope"]:
            try:
                return agreed.Opening.parse({"scope": said["scope"], "record": said["record"]})
            except ValueError:
                raise NotAllowed("consent") from None
    return None


def _letter(
    one: Opened, said: ConsentToken, opening: agreed.Opening | None, profile: Profile | None, missing: int
) -> Letter:
    body, dropped, files = one.body, list[str](), list[Found]()
    if isinstance(body, dict) and "blocks" in body:
        blocks, dropped = agreed.within(body["blocks"], said, opening)
        if profile is not None:
            blocks, over = narrowed(blocks, profile)
            dropped = [*dropped, *over]
        body = {"blocks": blocks}
        by_id = {at.id: at for at in one.attachments}
        for category, block in sorted(blocks.items()):
            ids = block["data"].get(FIELD, []) if isinstance(block["data"], dict) else []
            files += [Found(category, by_id[name]) for name in ids]
    return Letter(one.typ, one.header.context.sender, body, tuple(dropped), one.env_id, tuple(files), missing)
