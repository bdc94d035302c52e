"""A model of letters: two honest organisations, one malicious one, and an enemy that carries all post.

What is honest runs the code of `crypto/` and of the reading end; the enemy makes whatever bytes it likes. After each
step it must hold that a reader who opens a letter gets what an honest sender sealed for her organisation, referral,
consent and place, once; all else is one of the refusals.
"""

import itertools
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from client import agreed
from crypto import opening
from crypto.consent import ConsentToken, sign, token_hash, withdrawal_commitment
from crypto.consent import parse as parse_token
from crypto.envelope import Context, Envelope
from crypto.errors import (
    BadSignature,
    CryptoError,
    MalformedEnvelope,
    MalformedStatement,
    NotAllowed,
    NotForYou,
    Tampered,
    UnsupportedVersion,
)
from crypto.format import jcs
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import verify_as
from crypto.opening import Expect, Opened, open_
from crypto.sealing import Sender, blocks, manifest_of, seal
from crypto.signing import DeviceStatement, EpochStatement, sign_statement, verify_statement
from tests.crypto import forging

START, HOUR = 1_800_000_000, 3600
DAY, ALWAYS = 24 * HOUR, START + 2 * 365 * 24 * HOUR
REFUSALS = (MalformedEnvelope, UnsupportedVersion, NotForYou, Tampered, NotAllowed)
LISTING, VERSION = "2" * 32, 3
CATEGORIES = ("CONSENT", "CONTACT", "NEED")
PICK = st.integers(0, 2**16)
SOME = st.sets(st.integers(0, 3), min_size=1)


@cache
def sealing(number: int) -> SealingKey:
    return SealingKey(number.to_bytes(32, "big"))


@cache
def signing(number: int) -> SigningKey:
    return SigningKey(number.to_bytes(32, "big"))


class Watched:
    """A key of a reader that remembers whether it opened something."""

    def __init__(self, key: SealingKey) -> None:
        self.key, self.kid, self.public, self.used = key, key.kid, key.public, False

    def unwrap(self, sealed: bytes, info: bytes) -> bytes:
        plain = self.key.unwrap(sealed, info)
        self.used = True
        return plain


@dataclass(eq=False)
class Device:
    """One end: what it holds, and what it remembers of each thread."""

    member: "Member"
    key: SigningKey
    own: SealingKey
    statement: bytes
    threads: dict[str, list[bytes]] = field(default_factory=dict)
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    withdrawn: set[bytes] = field(default_factory=set)
    newest: dict[str, int] = field(default_factory=dict)

    def thread(self, ref: str) -> list[bytes]:
        return self.threads.setdefault(ref, [])

    def held(self) -> list[Watched]:
        intake = self.member.epochs
        return [Watched(one) for one in (*(intake[n] for n in sorted(intake, reverse=True)), self.own)]


class Member:
    """An organisation: its officer, its devices, and the intake keys that it has not deleted."""

    def __init__(self, letter: str, number: int) -> None:
        self.id, self.number = letter * 32, number
        self.officer = signing(number)
        self.epochs: dict[int, SealingKey] = {}
        self.said: dict[int, bytes] = {}
        self.devices = [self.vouch(number + n, ALWAYS) for n in (1, 2)]
        self.rotate(START)

    def vouch(self, number: int, until: int, member: str = "") -> Device:
        key, own = signing(number), sealing(number)
        said = DeviceStatement(member or self.id, key.kid, key.public, own.public, START, until, False)
        return Device(self, key, own, sign_statement("device.v1", said.body(), self.officer))

    def rotate(self, now: int) -> None:
        epoch = max(self.said, default=0) + 1
        key = sealing(self.number + 100 + epoch)
        self.epochs[epoch] = key
        said = EpochStatement(self.id, epoch, key.public, now, now + 28 * DAY)
        self.said[epoch] = sign_statement("epoch.v1", said.body(), self.officer)
        for old in [one for one in self.epochs if one < epoch - 1]:
            del self.epochs[old]


@dataclass(frozen=True)
class Case:
    """A referral under a consent, with the woman's secret."""

    ref: str
    token: bytes
    secret: bytes = field(repr=False)

    @property
    def said(self) -> ConsentToken:
        return parse_token(self.token).token

    @property
    def parties(self) -> tuple[str, str]:
        return self.said.sender, self.said.to[0]


@dataclass(frozen=True)
class Sealed:
    """What an honest end sealed, as it meant it."""

    case: Case
    device: str
    typ: str
    body: Any


class Letters(RuleBasedStateMachine):
    """Everything that can happen to letters."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.a, self.b, self.c = (Member(letter, 1000 * n) for n, letter in enumerate("abc", 1))
        self.members = {one.id: one for one in (self.a, self.b, self.c)}
        self.honest = [*self.a.devices, *self.b.devices]
        self.lost = self.a.vouch(1009, START + 2 * DAY)  # found by the enemy after its statement has run out
        self.enemy_keys = [*self.c.epochs.values(), *(one.own for one in self.c.devices)]
        self.cases: list[Case] = []
        self.wire: list[bytes] = []
        self.order: dict[str, list[bytes]] = {}
        self.sealed: dict[bytes, Sealed] = {}
        self.cracked: dict[bytes, forging.Cracked] = {}
        self.read: set[tuple[int, bytes]] = set()
        self.places: set[tuple[int, str, str, int]] = set()
        self.said_by_c: dict[bytes, bytes] = {}
        self.content_keys: dict[bytes, set[bytes]] = {}
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(opening, "_decrypt", self._watching(opening._decrypt))
        for sender, to in ((self.a, self.b), (self.a, self.c), (self.b, self.a), (self.c, self.b), (self.c, self.a)):
            self.cases.append(self._consent(sender, to, 20))
        for n, device in enumerate((self.a.devices[0], self.a.devices[0], self.b.devices[0])):
            self._seal(device, self.cases[n], "referral", 0)

    def teardown(self) -> None:
        self.patch.undo()

    def _watching(self, decrypt: Any) -> Any:
        def watched(envelope: Envelope, cek: bytes) -> bytes:
            plain: bytes = decrypt(envelope, cek)
            self.content_keys.setdefault(envelope.env_id, set()).add(cek)
            return plain

        return watched

    def _consent(self, sender: Member, to: Member, days: int, **changes: Any) -> Case:
        number = len(self.cases)
        secret = number.to_bytes(32, "big")
        token = ConsentToken(
            id=f"{number:032x}", node="node.example", sender=sender.id, to=(to.id,), listings=(LISTING,),
            version=VERSION, purposes=("ASSESS_ELIGIBILITY",), categories=CATEGORIES, scope=bytes(32),
            record=bytes(32), nbf=self.now, exp=self.now + days * DAY, uses=9,
            withdrawal=withdrawal_commitment(secret),
        )  # fmt: skip
        return Case(f"{number + 1:032x}", sign(replace(token, **changes), sender.devices[0].key), secret)

    # What honest people do

    @rule(sender=st.sampled_from("ab"), to=st.sampled_from("abc"), days=st.integers(1, 40))
    def she_consents(self, sender: str, to: str, days: int) -> None:
        if sender != to and len(self.cases) < 12:
            self.cases.append(self._consent(self.members[sender * 32], self.members[to * 32], days))

    @rule(who=PICK, case=PICK, shown=PICK, typ=st.sampled_from(("reply", "status", "receipt")))
    def somebody_seals(self, who: int, case: int, shown: int, typ: str) -> None:
        device = _one(self.honest, who)
        mine = [one for one in self.cases if device.member.id in one.parties and self._holds(device, one.said)]
        whole = [one for one in mine if device.thread(one.ref) == self.order.get(one.ref, [])]
        if whole:
            self._seal(device, _one(whole, case), typ, shown)

    def _seal(self, device: Device, at: Case, typ: str, shown: int) -> None:
        thread, me = device.thread(at.ref), device.member.id
        other = next(one for one in at.parties if one != me)
        epoch = self._believed_epoch(device, other, shown)
        if epoch is None:
            return
        context = Context(
            at.ref, device.places[at.ref, me], thread[-1] if thread else b"", me, other, LISTING, VERSION,
            token_hash(at.token), min(at.said.exp, self.now + 9 * DAY), epoch.epoch,
        )  # fmt: skip
        word = f"word {len(self.sealed)}"
        typ = typ if thread else "referral"
        body = blocks({"NEED": {"words": word}}) if typ in ("referral", "reply") else {"words": word}
        own = device.member.epochs[max(device.member.epochs)].public
        sealed = seal(
            typ, body, context=context, sender=Sender(device.key, device.statement), recipients=[epoch.key, own]
        )
        self.sealed[sealed.protected] = Sealed(at, device.key.kid, typ, body)
        self.order.setdefault(at.ref, []).append(sealed.env_id)
        self._remember(device, sealed.header.context, sealed.env_id)
        self._on_the_wire(sealed.to_bytes())

    def _believed_epoch(self, device: Device, other: str, shown: int) -> EpochStatement | None:
        """Take the key that the relay shows, if an officer says so, in time, and not an older one than before."""
        stranger = next(one for one in self.members if one != other)
        offered = _one([*self.members[other].said.values(), *self.members[stranger].said.values()], shown)
        try:
            said = EpochStatement.parse(
                verify_statement(offered, EpochStatement.KIND, [self.members[other].officer.public])
            )
        except CryptoError:
            return None
        if said.member != other or not said.nbf <= self.now < said.exp or said.epoch < device.newest.get(other, 0):
            return None
        device.newest[other] = said.epoch
        assert said.key in [sealing(self.members[other].number + 100 + n).public for n in self.members[other].said]
        return said

    @rule(case=PICK, who=SOME)
    def post_arrives_in_order(self, case: int, who: set[int]) -> None:
        """What nobody touched opens: without this, a reader that refuses everything would pass."""
        at = _one(self.cases, case)
        for device in (self.honest[one] for one in sorted(who)):
            if device.member.id in at.parties:
                self._arrives(device, at)

    def _arrives(self, device: Device, at: Case) -> None:
        for raw in list(self.wire):
            envelope = _parsed(raw)
            if envelope is None or envelope.protected not in self.sealed or envelope.header.context.ref != at.ref:
                continue
            there, seen = self.order[at.ref], device.thread(at.ref)
            if envelope.env_id in seen or seen != there[: len(seen)] or envelope.env_id != there[len(seen)]:
                continue
            can = any(key.kid in envelope.header.rcpt for key in device.held()) and self._holds(device, at.said)
            opened = self._receive(device, raw, at)
            assert (opened is not None) == (can and self.now < envelope.header.context.expires)

    @rule(hours=st.sampled_from((1, 6, 24, 60, 10 * 24)))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR

    @rule(who=st.sampled_from("ab"))
    def a_key_is_rotated(self, who: str) -> None:
        self.members[who * 32].rotate(self.now)

    @rule(case=PICK, told=SOME)
    def she_takes_it_back(self, case: int, told: set[int]) -> None:
        """Her secret is shown; the relay lets it through to some devices."""
        at = _one(self.cases, case)
        for device in (self.honest[one] for one in told):
            device.withdrawn.add(withdrawal_commitment(at.secret))

    # What the enemy does

    @rule(letter=PICK)
    def a_letter_is_delivered_anywhere(self, letter: int) -> None:
        """Replayed, reordered, left out, under any referral and consent."""
        raw = _one(self.wire, letter)
        envelope = _parsed(raw)
        for device, at in itertools.product(self.honest, self.cases):
            self._receive(device, raw, at)
            for mine in [one for one in self.cases if envelope and one.ref == envelope.header.context.ref]:
                self._receive(device, raw, replace(mine, token=at.token))
                self._receive(device, raw, replace(at, token=mine.token))

    @rule(letter=PICK, other=PICK, how=st.sampled_from(sorted(forging.MANGLES)))
    def a_letter_is_mangled(self, letter: int, other: int, how: str) -> None:
        pool = [envelope for raw in self.wire if (envelope := _parsed(raw))]
        one, two = _one(pool, letter), _one(pool, other)
        self._everywhere(forging.MANGLES[how](one, two).to_bytes(), one, two)

    @rule(letter=PICK, who=PICK, case=PICK)
    def a_letter_is_forwarded_under_a_new_header(self, letter: int, who: int, case: int) -> None:
        """Whoever could open it seals the signed words anew, at the place where another reader waits."""
        found, device = _one(list(self.cracked.values()), letter), _one(self.honest, who)
        sender = found.envelope.header.context.sender
        wanted = [one for one in self.cases if {device.member.id, sender} == set(one.parties)]
        if wanted:
            at = _one(wanted, case)
            context = self._awaited(device, at, sender)
            to = device.member.epochs[context.epoch].public
            protected = forging.header(context, forging.kids_of([to]), found.envelope.header.manifest)
            self._receive_made(
                device, at, forging.close(protected, (found.inner, found.signature, found.statement), [to])
            )

    @rule(letter=PICK, who=PICK)
    def a_letter_is_wrapped_for_a_key_that_its_sender_did_not_mean(self, letter: int, who: int) -> None:
        found, device = _one(list(self.cracked.values()), letter), _one(self.honest, who)
        others = [key.public for key in device.held() if key.kid not in found.envelope.header.rcpt]
        if others:
            parts = (found.inner, found.signature, found.statement)
            raw = forging.close(found.envelope.protected, parts, others[:1], len(found.envelope.wraps))
            self._everywhere(raw, found.envelope, found.envelope)

    @rule(letter=PICK, whose=PICK)
    def a_statement_is_replaced(self, letter: int, whose: int) -> None:
        """Seal signed words again with another device's statement: under this header, for these readers."""
        found = _one(list(self.cracked.values()), letter)
        statement = _one([*self.honest, *self.c.devices, self.lost], whose).statement
        keys = {key.kid: key.public for device in self.honest for key in device.held()}
        to = [keys.get(name) for name in found.envelope.header.rcpt]
        publics = [one or self.c.epochs[1].public for one in to]
        raw = forging.close(found.envelope.protected, (found.inner, found.signature, statement), publics)
        self._everywhere(raw, found.envelope, found.envelope)

    @rule(who=PICK, case=PICK)
    def the_malicious_member_writes(self, who: int, case: int) -> None:
        """It may say what it likes as itself; more it may not."""
        device = _one(self.honest, who)
        at = _one([one for one in self.cases if set(one.parties) == {device.member.id, self.c.id}], case)
        key, said = self.c.devices[0].key, self.c.devices[0].statement
        body = blocks({"NEED": {"words": "anything"}})
        more = blocks({"NEED": {"words": "anything"}, "SAFETY": {"words": "she did not agree"}})
        old: dict[str, Any] = {"suite": "XW0"}
        for until, words, edits in ((self.now, body, {}), (ALWAYS, more, {}), (ALWAYS, body, old), (ALWAYS, body, {})):
            context = replace(self._awaited(device, at, self.c.id), expires=until)
            given = {"manifest": manifest_of("reply", body), **edits}
            to = device.member.epochs[context.epoch].public
            self._receive_made(device, at, forging.write(context, "reply", words, key, said, [to], **given))

    @rule(who=PICK, case=PICK)
    def the_malicious_member_writes_one_letter_with_two_contents(self, who: int, case: int) -> None:
        device = _one(self.honest, who)
        at = _one([one for one in self.cases if set(one.parties) == {device.member.id, self.c.id}], case)
        one, two = device.member.devices
        protected = forging.header(self._awaited(device, at, self.c.id), [one.own.kid, two.own.kid])
        raw = forging.two_letters_in_one(protected, (one.own.public, two.own.public))
        self._receive_made(one, at, raw)
        self._receive(two, raw, at)

    @rule(who=PICK, case=PICK)
    def an_honest_member_is_impersonated(self, who: int, case: int) -> None:
        """The enemy signs in another member's name, under every statement that it has or can make."""
        at = _one([one for one in self.cases if set(one.parties) == {self.a.id, self.b.id}], case)
        for device, other in ((_one(self.a.devices, who), self.b), (_one(self.b.devices, who), self.a)):
            self._impersonate(device, other, at)

    def _impersonate(self, device: Device, other: Member, at: Case) -> None:
        ways = [
            (self.c.devices[0].key, other.devices[0].statement),
            (self.c.devices[0].key, self.c.devices[0].statement),
            (signing(3001), self.c.vouch(3001, ALWAYS, member=other.id).statement),
            (self.c.devices[0].key, b""),
        ]
        if self.now >= START + 2 * DAY:
            ways.append((self.lost.key, self.lost.statement))
        body = blocks({"NEED": {"words": "false"}})
        for key, statement in ways:
            context = self._awaited(device, at, other.id)
            to, manifest = device.member.epochs[context.epoch].public, manifest_of("reply", body)
            made = forging.write(context, "reply", body, key, statement, [to], manifest=manifest)
            self._receive_made(device, at, made)

    @rule(who=PICK, case=PICK, how=st.sampled_from(("longer", "of another member", "more categories")))
    def a_consent_is_forged(self, who: int, case: int, how: str) -> None:
        """The enemy changes a consent, and signs it with its own key in its own or the first signer's name."""
        device, at = _one(self.honest, who), _one(self.cases, case)
        ways: dict[str, dict[str, Any]] = {
            "longer": {"exp": ALWAYS},
            "of another member": {"sender": self.a.id, "to": (self.b.id,)},
            "more categories": {"categories": (*CATEGORIES, "SAFETY")},
        }
        token = replace(at.said, **ways[how])
        made = jcs({**json.loads(sign(token, self.c.devices[0].key)), "by": parse_token(at.token).by})
        for raw in (sign(token, self.c.devices[0].key), made):
            for letter in self.wire[-2:]:
                self._receive(device, letter, replace(at, token=raw))
            self._believes(device, raw)

    @rule(who=st.sampled_from("ab"))
    def intake_keys_are_stolen(self, who: str) -> None:
        """A thief gets what a device holds now; what was deleted she does not get."""
        for key in self.members[who * 32].epochs.values():
            if key not in self.enemy_keys:
                self.enemy_keys.append(key)
        for raw in self.wire:
            self._overhear(raw)

    # What must hold

    @invariant()
    def no_ciphertext_has_two_content_keys(self) -> None:
        assert all(len(keys) == 1 for keys in self.content_keys.values()), "one ciphertext, two content keys"

    def _on_the_wire(self, raw: bytes) -> None:
        self.wire.append(raw)
        self._overhear(raw)

    def _overhear(self, raw: bytes) -> None:
        """The enemy opens what was sealed to a key that it holds, and nothing else."""
        envelope = _parsed(raw)
        found = forging.crack(envelope, self.enemy_keys) if envelope else None
        held = {key.kid for key in self.enemy_keys}
        if envelope is not None:
            assert (found is not None) == bool(held & set(envelope.header.rcpt))
            if found is not None:
                self.cracked[envelope.protected] = found

    def _everywhere(self, raw: bytes, *near: Envelope) -> None:
        cases = [one for one in self.cases if one.ref in {at.header.context.ref for at in near}]
        for device in self.honest:
            for at in cases:
                self._receive(device, raw, at)

    def _receive_made(self, device: Device, at: Case, raw: bytes) -> None:
        """Deliver what the enemy made, and once more."""
        self.wire.append(raw)
        self._receive(device, raw, at)
        self._receive(device, raw, at)

    def _awaited(self, device: Device, at: Case, sender: str) -> Context:
        """Say everything in a header as this reader waits for it."""
        thread = device.thread(at.ref)
        return Context(
            at.ref, device.places[at.ref, sender], thread[-1] if thread else b"", sender, device.member.id, LISTING,
            VERSION, token_hash(at.token), ALWAYS, max(device.member.epochs),
        )  # fmt: skip

    def _holds(self, device: Device, said: ConsentToken) -> bool:
        return said.nbf <= self.now < said.exp and said.withdrawal not in device.withdrawn

    def _believes(self, device: Device, token: bytes) -> ConsentToken | None:
        """Hold a consent to who signed it, as the reading end does."""
        try:
            claimed = parse_token(token).token
            statements = [one.statement for one in (*self.honest, *self.c.devices)]
            if claimed.sender not in self.members:
                return None
            officers = [self.members[claimed.sender].officer.public]
            said = agreed.signed_by(token, _by(officers, agreed.named_by(token, statements)))
        except (NotAllowed, MalformedStatement, BadSignature):
            return None
        assert said.sender == self.c.id or token in [one.token for one in self.cases], "nobody gave this consent"
        return said if self._holds(device, said) and device.member.id in (said.sender, *said.to) else None

    def _receive(self, device: Device, raw: bytes, at: Case) -> Opened | None:
        said, me = self._believes(device, at.token), device.member.id
        if said is None:
            return None
        keys, thread = device.held(), device.thread(at.ref)
        try:
            sender = Envelope.parse(raw).header.context.sender
            if sender not in (said.sender, *said.to):
                raise NotAllowed("sender")
            expect = Expect(
                me, at.ref, token_hash(at.token), self.now, sender=sender, listing=LISTING, version=VERSION,
                seq=device.places[at.ref, sender], prev=thread[-1] if thread else b"",
            )  # fmt: skip
            officers = [self.members[sender].officer.public]
            opened = open_(raw, keys=keys, expect=expect, officers=officers)  # type: ignore[arg-type]
        except REFUSALS:
            return None
        self._holds_good(device, raw, at, said, opened, [key.kid for key in keys if key.used])
        self._remember(device, opened.header.context, opened.env_id)
        return opened

    def _holds_good(
        self, device: Device, raw: bytes, at: Case, said: ConsentToken, opened: Opened, used: Sequence[bytes]
    ) -> None:
        envelope, context = Envelope.parse(raw), opened.header.context
        assert opened.header.to_bytes() == envelope.protected, "another version was read as this one"
        assert used, "opened without a key"
        assert set(used) <= set(opened.header.rcpt), "opened with a key that the sender did not name"
        assert (context.ref, context.consent) == (at.ref, token_hash(at.token)), "for another referral or consent"
        assert {context.sender, context.recipient} == {said.sender, *said.to}, "between others than she agreed to"
        assert context.expires > self.now, "read after its time"
        body = opened.body if isinstance(opened.body, dict) else {}
        assert set(body.get("blocks", {})) == opened.header.categories <= set(said.categories), "more than was declared"
        place = (id(device), at.ref, context.sender, context.seq)
        assert place not in self.places, "two letters at one place"
        assert (id(device), envelope.protected) not in self.read, "one letter twice"
        self.places.add(place)
        self.read.add((id(device), envelope.protected))
        assert opened.device is not None
        assert opened.device.member == context.sender, "in the name of another member"
        if context.sender == self.c.id:
            words = jcs(opened.body)
            assert self.said_by_c.setdefault(opened.env_id, words) == words, "one letter, two contents"
            return
        meant = self.sealed.get(envelope.protected)
        assert meant is not None, "nobody sealed this"
        assert (opened.typ, opened.body, opened.device.device) == (meant.typ, meant.body, meant.device)
        assert meant.case.token == at.token

    @staticmethod
    def _remember(device: Device, context: Context, env_id: bytes) -> None:
        device.thread(context.ref).append(env_id)
        device.places[context.ref, context.sender] += 1


def _one(items: Sequence[Any], pick: int) -> Any:
    return items[pick % len(items)]


def _by(officers: list[bytes], statements: list[bytes]) -> list[DeviceStatement]:
    """Believe devices by one officer's word, as a member with one officer is believed."""
    found = list[DeviceStatement]()
    for statement in statements:
        with suppress(CryptoError):
            found.append(verify_as(DeviceStatement, statement, officers, 1))
    return found


def _parsed(raw: bytes) -> Envelope | None:
    try:
        return Envelope.parse(raw)
    except (MalformedEnvelope, UnsupportedVersion):
        return None
