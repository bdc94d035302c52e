"""A sealed letter for a house that is no member: her consent carries it, a code opens it once, and then it is gone."""

import asyncio
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from crypto import sealed_inbox
from crypto.attachments import capability_commitment
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey
from crypto.sealed_inbox import InboxKeys
from kit.consent_notice import CURRENT, notice
from network.model import ANONYMOUS
from referrals import her_gate, store_inboxes, unsealing
from referrals.agreement import Ended
from referrals.her_gate import Gate
from referrals.inbox_model import InboxEnd
from referrals.inbox_rules import ANSWER_LIES, LIES, OPENS
from server import tending
from tests.referrals.test_consent_lives import renew, renewal
from tests.referrals.world import REFUSED, SCHEMA, Given, World, everything

SHOWN = "... on SealedInbox { id listingId consentId openedAt answeredAt answer ended expiresAt }"
GIVE = f"mutation($i: GiveSealedInboxInput!) {{ giveSealedInbox(input: $i) {{ {SHOWN} {REFUSED} }} }}"
SEEN = f"query($id: ID!) {{ sealedInbox(id: $id) {{ {SHOWN} {REFUSED} }} }}"
ENDED = f"mutation($id: ID!) {{ endSealedInbox(id: $id) {{ {SHOWN} {REFUSED} }} }}"
OPEN = (
    "mutation($l: String!) { openSealedInbox(lookup: $l) "
    f"{{ ... on SealedInboxLetter {{ ct expiresAt }} {REFUSED} }} }}"
)
ANSWER = (
    "mutation($l: String!, $p: String!, $c: String!) { answerSealedInbox(lookup: $l, proof: $p, ct: $c) "
    f"{{ ... on SealedInboxStep {{ done }} {REFUSED} }} }}"
)
EMPTY = (
    "mutation($l: String!, $p: String!) { emptySealedInbox(lookup: $l, proof: $p) "
    f"{{ ... on SealedInboxStep {{ done }} {REFUSED} }} }}"
)
PART = (
    "mutation($s: String!, $c: String!) { withdrawPart(secret: $s, part: {category: $c}) "
    f"{{ ... on PartWithdrawn {{ part }} {REFUSED} }} }}"
)
REVOKE = (
    "mutation($i: RevokeConsentInput!) { revokeConsent(input: $i) "
    f"{{ ... on RenewedConsent {{ status }} {REFUSED} }} }}"
)
NEED = f"query($id: ID!) {{ need(id: $id) {{ ... on Need {{ sealedInboxes {{ id ended }} }} {REFUSED} }} }}"
RECORD = f"query($id: ID!) {{ consentRecord(id: $id, form: RECORD) {{ ... on ConsentRecord {{ json }} {REFUSED} }} }}"
HERS = f"mutation($s: String!) {{ herRecord(secret: $s) {{ ... on HerRecord {{ json }} {REFUSED} }} }}"
ALL = "SELECT * FROM referrals.sealed_inboxes ORDER BY id"
LEFT = "SELECT lookup_kept, proof_kept, letter, answer FROM referrals.sealed_inboxes"
BLOCKS = {"CONTACT": {"phone": "+43 1 0000000"}, "LANGUAGE": {"german": "A2"}}
DONE = {"done": True}


@dataclass
class Story:
    """A sender's device, and a house at a telephone."""

    world: World
    given: Given
    need: str
    keys: InboxKeys = field(default_factory=lambda: InboxKeys(*(secrets.token_bytes(32) for _ in range(3))))
    reply: SealingKey = field(default_factory=SealingKey.generate)
    gate: Gate = field(default_factory=lambda: Gate(b"s" * 32, pace=0))

    def letter(self, blocks: Any = BLOCKS, **place: Any) -> bytes:
        said = {"typ": "inbox.v1", "reply": b64u(self.reply.public), "blocks": blocks}
        at = {"listing": self.world.listing, "version": self.world.listing_version, "consent": self.given.hash}
        return sealed_inbox.seal(said, self.keys, **(at | place))

    def asked(self, letter: bytes | None = None, **changes: Any) -> dict[str, Any]:
        one = {"listingId": self.world.listing, "listingVersion": self.world.listing_version}
        how = {
            "noticeVersion": CURRENT, "noticeHash": b64u(notice("ar").hash), "noticeLanguage": "ar", "readAloud": True,
            "easyRead": False, "receipt": "PRINTED", "representative": False, "ownAssent": True, "ageBand": "ADULT",
        }  # fmt: skip
        said = {
            **how, **one, "needId": self.need, "options": [one], "onlyOneReason": "SHE_ASKED_FOR_IT",
            "checklistAnswered": True, "token": b64u(self.given.token), "letter": b64u(letter or self.letter()),
            "lookupKept": b64u(capability_commitment(self.keys.lookup)), "idempotencyKey": self.world.key(),
            "proofKept": b64u(capability_commitment(self.keys.proof)),
        }  # fmt: skip
        return said | changes

    async def leave(self, letter: bytes | None = None, **changes: Any) -> dict[str, Any]:
        return await self.world.ask(self.world.anker, GIVE, i=self.asked(letter, **changes))

    async def house(self, text: str, lookup: bytes | None = None, **said: Any) -> dict[str, Any]:
        context = self.world.context_of(ANONYMOUS)
        context.gate, context.address, context.now = self.gate, "192.0.2.1", context.now + self.world.later
        asked = {"l": b64u(lookup or self.keys.lookup), **said}
        result = await SCHEMA.execute(text, variable_values=asked, context_value=context)
        assert result.errors is None, result.errors
        assert result.data is not None
        return next(iter(result.data.values()))

    async def open(self, lookup: bytes | None = None) -> dict[str, Any]:
        return await self.house(OPEN, lookup)

    async def answer(self, answer: bytes, proof: bytes | None = None) -> dict[str, Any]:
        return await self.house(ANSWER, p=b64u(proof or self.keys.proof), c=b64u(answer))

    async def empty(self, proof: bytes | None = None) -> dict[str, Any]:
        return await self.house(EMPTY, p=b64u(proof or self.keys.proof))

    async def seen(self, inbox: str) -> dict[str, Any]:
        return await self.world.ask(self.world.anker, SEEN, id=inbox)

    async def tend(self) -> None:
        context = self.world.context_of(ANONYMOUS)
        context.now += self.world.later
        await tending.hold(context)

    def sealed_answer(self) -> bytes:
        return sealed_inbox.seal_answer({"answer": "CALL_US"}, self.reply.public)


@pytest.fixture
async def story(world, owner):
    """Hafen's service is that of a house which is no member."""
    async with owner.transaction():
        await owner.execute("SET LOCAL session_replication_role = replica")
        await owner.execute("UPDATE directory.listings SET owner_member_id = NULL")
    return Story(world, world.given(to=(world.listing,)), await world.need())


async def test_a_letter_is_left_opened_answered_read_and_gone_from_the_tables(story, owner):
    left = await story.leave()
    again = await story.leave()
    assert (left["ended"], left["openedAt"], again["code"]) == (None, None, "DUPLICATE_REFERRAL")

    found = await story.open()
    said = sealed_inbox.open_(unb64u(found["ct"]), story.keys)
    answer = sealed_inbox.seal_answer({"answer": "CALL_US"}, unb64u(said["reply"]))
    assert said["blocks"] == BLOCKS
    assert await story.answer(answer) == await story.answer(answer) == DONE
    assert (await story.answer(story.sealed_answer()))["code"] == "ALREADY_ANSWERED"
    assert await story.empty() == await story.empty() == DONE

    seen = await story.seen(left["id"])
    assert sealed_inbox.open_answer(unb64u(seen["answer"]), story.reply) == {"answer": "CALL_US"}
    assert seen["ended"] == "EMPTIED"
    assert [tuple(row)[:3] for row in await owner.fetch(LEFT)] == [(None, None, None)]
    ended = await story.world.ask(story.world.anker, ENDED, id=left["id"])
    assert (ended["ended"], ended["answer"]) == ("TAKEN_BACK", None)
    assert await story.world.ask(story.world.anker, ENDED, id=left["id"]) == ended
    assert [tuple(row) for row in await owner.fetch(LEFT)] == [(None, None, None, None)]


async def test_the_same_request_again_gives_the_same_letter_and_its_need_shows_it(story, owner):
    asked = story.asked()
    first = await story.world.ask(story.world.anker, GIVE, i=asked)
    again = await story.world.ask(story.world.anker, GIVE, i=asked)

    assert first == again
    found = await story.world.ask(story.world.anker, NEED, id=story.need)
    assert found == {"sealedInboxes": [{"id": first["id"], "ended": None}]}
    assert (await story.world.ask(story.world.lotse, SEEN, id=first["id"]))["code"] == "INBOX_NOT_FOUND"
    row = await owner.fetchrow("SELECT to_member, used, status FROM referrals.consents")
    assert tuple(row) == (story.world.listing, 1, "LIVE")


CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "the conditions were not gone through": ({"checklistAnswered": False}, "CHECKLIST_OPEN"),
    "she was shown one and nobody says why": ({"onlyOneReason": None}, "OPTIONS_MISSING"),
    "the need is nobody's": ({"needId": "f" * 32}, "NEED_NOT_FOUND"),
    "the letter is none": ({"letter": b"letter"}, "MALFORMED_ENVELOPE"),
    "nobody knows what was explained to her": ({"noticeHash": b64u(bytes(32))}, "NOTICE_UNKNOWN"),
    "she did not say yes herself": ({"ageBand": "SEVENTEEN", "ownAssent": False}, "OWN_ASSENT_MISSING"),
}


@pytest.mark.parametrize("sentence", CHANGES)
async def test_without_what_must_hold_no_letter_is_left(story, owner, sentence):
    changes, code = CHANGES[sentence]

    assert (await story.leave(**changes))["code"] == code
    await nothing(owner)


TOKENS: dict[str, tuple[dict[str, Any], str]] = {
    "it names another listing": ({"listings": ("f" * 32,)}, "CONSENT_FOR_ANOTHER"),
    "it names a member in the place of the house": ({"to": ("f" * 32,)}, "CONSENT_FOR_ANOTHER"),
    "it is of another node": ({"node": "elsewhere.test"}, "TOKEN_OF_ANOTHER_NODE"),
    "it has run out": ({"nbf": 1, "exp": 2}, "CONSENT_EXPIRED"),
    "it has not begun": ({"nbf": 2**33, "exp": 2**34}, "CONSENT_EXPIRED"),
    "it is for another purpose": ({"purposes": ("FOLLOW_UP_CONTACT",)}, "PURPOSE_NOT_CONSENTED"),
    "it does not cover what the letter holds": ({"categories": ("LANGUAGE",)}, "CATEGORY_NOT_CONSENTED"),
    "it covers what such a service is never told": ({"categories": ("CONTACT", "HEALTH", "LANGUAGE")}, "OVER_PROFILE"),
    "another device signed it": ({"key": SigningKey.generate()}, "BAD_CONSENT_SIGNATURE"),
}


@pytest.mark.parametrize("sentence", TOKENS)
async def test_a_consent_that_is_for_something_else_carries_no_letter(story, owner, sentence):
    changes, code = TOKENS[sentence]
    story.given = story.world.given(**{"to": (story.world.listing,), **changes})

    assert (await story.leave())["code"] == code
    await nothing(owner)


async def test_a_letter_sealed_for_another_service_or_consent_is_not_left(story, owner):
    other = story.world.given(to=(story.world.listing,))

    for place in ({"listing": "f" * 32}, {"version": 9}, {"consent": other.hash}):
        assert (await story.leave(story.letter(**place)))["code"] == "ENVELOPE_FOR_ANOTHER"
    await nothing(owner)


async def test_what_the_directory_or_the_board_says_no_to_gets_no_letter(story, owner):
    async def refused(change: str, *values: Any) -> str:
        async with owner.transaction():
            await owner.execute("SET LOCAL session_replication_role = replica")
            await owner.execute(change, *values)
        return str((await story.leave())["code"])

    story.world.later = timedelta(days=31)
    assert (await story.leave())["code"] == "RISK_ASSESSMENT_OLD"
    story.world.later = timedelta(days=89, hours=12)
    assert (await story.leave(letter=story.letter()))["code"] in {"MEMBER_NOT_VOUCHED_FOR", "LISTING_STALE"}
    story.world.later = timedelta()
    assert await refused("UPDATE directory.listing_versions SET service_types = '{EMPLOYER}'") == (
        "INBOX_NOT_FOR_THIS_KIND"
    )
    suspend = "UPDATE directory.listings SET state = 'SUSPENDED', suspended_reason = 'SAFETY'"
    assert await refused(suspend) == "LISTING_SUSPENDED"
    back = "UPDATE directory.listings SET state = 'VETTED', suspended_reason = NULL, owner_member_id = $1"
    assert await refused(back, story.world.hafen.caller.member_id) == "MEMBER_OFFERS_IT"
    await nothing(owner)


async def test_a_code_is_never_used_for_two_letters(story, owner):
    await story.leave()
    story.given, story.need = story.world.given(to=(story.world.listing,)), await story.world.need()
    before = everything(await owner.fetch(ALL))

    assert (await story.leave())["code"] == "COPY_TAKEN"
    assert everything(await owner.fetch(ALL)) == before


async def test_of_two_letters_that_are_left_at_once_for_one_need_and_service_one_lies_there(story, owner):
    world = story.world
    other = Story(world, world.given(to=(world.listing,)), story.need)

    said = await asyncio.gather(*(world.ask(world.anker, GIVE, i=one.asked()) for one in (story, other)))

    assert sorted(one.get("code", "") for one in said) == ["", "DUPLICATE_REFERRAL"]
    assert len(await owner.fetch(ALL)) == len(await owner.fetch("SELECT id FROM referrals.consents")) == 1


async def test_one_and_the_same_answer_meets_codes_that_open_nothing_now_and_those_that_never_did(story, owner):
    never = await story.open()
    await story.leave()
    unopened = await story.answer(story.sealed_answer())
    wrong = await story.open(bytes(32))
    await story.open()
    proof = await story.answer(story.sealed_answer(), bytes(32))
    assert await story.empty(bytes(32)) == DONE  # says nothing, and does nothing
    assert (await story.open())["ct"]
    await story.empty()
    emptied = await story.open()

    assert never == unopened == wrong == proof == emptied
    assert never["code"] == "NO_SEALED_LETTER"


async def test_a_letter_opens_for_an_hour_after_the_first_time_and_then_never(story, owner):
    left = await story.leave()
    first = await story.open()
    story.world.later = OPENS - timedelta(minutes=1)
    assert (await story.open())["ct"] == first["ct"]
    assert await story.answer(story.sealed_answer()) == DONE

    story.world.later = OPENS + timedelta(minutes=1)
    assert (await story.open())["code"] == "NO_SEALED_LETTER"
    await story.tend()
    seen = await story.seen(left["id"])
    assert (seen["ended"], bool(seen["answer"])) == ("EXPIRED", True)
    assert [tuple(row)[:3] for row in await owner.fetch(LEFT)] == [(None, None, None)]
    story.world.later += ANSWER_LIES
    await story.tend()
    assert [tuple(row) for row in await owner.fetch(LEFT)] == [(None, None, None, None)]


async def test_a_letter_that_nobody_opens_is_deleted_after_a_week_or_when_her_consent_ends(story, owner):
    now = int(story.world.context_of(ANONYMOUS).now.timestamp())
    for ends, lies in ((now + 90 * 86400, LIES), (now + 86400, timedelta(days=1))):
        story.given = story.world.given(to=(story.world.listing,), exp=ends)
        story.keys = replace(story.keys, lookup=secrets.token_bytes(32))
        left = await story.leave()
        story.world.later = lies - timedelta(minutes=1)
        await story.tend()
        assert (await story.seen(left["id"]))["ended"] is None
        story.world.later = lies + timedelta(minutes=1)
        await story.tend()
        assert (await story.seen(left["id"]))["ended"] == "EXPIRED"
        assert (await story.open())["code"] == "NO_SEALED_LETTER"
        story.world.later = timedelta()


@pytest.mark.parametrize("when", ["before it is opened", "after it was opened", "after it was answered and emptied"])
async def test_when_she_takes_her_consent_back_letter_and_answer_are_deleted_at_once(story, owner, when):
    left = await story.leave()
    if when != "before it is opened":
        await story.open()
    if when == "after it was answered and emptied":
        await story.answer(story.sealed_answer())
        await story.empty()

    receipt = await story.world.withdraw(story.given.secret)

    assert receipt["referralsStopped"] == 1
    assert (await story.open())["code"] == "NO_SEALED_LETTER"
    assert (await story.seen(left["id"]))["ended"] == "WITHDRAWN"
    assert [tuple(row) for row in await owner.fetch(LEFT)] == [(None, None, None, None)]
    assert "sealedLetters" in (await story.world.ask(None, HERS, s=b64u(story.given.secret)))["json"]


async def test_a_part_that_she_takes_back_ends_the_whole_letter_and_so_do_others_who_end_her_consent(story, owner):
    left = await story.leave()
    await story.world.ask(None, PART, s=b64u(story.given.secret), c="CONTACT")
    assert (await story.seen(left["id"]))["ended"] == "WITHDRAWN"

    story.given = story.world.given(to=(story.world.listing,))
    left = await story.leave()
    said = {"consentId": left["consentId"], "reason": Ended.COERCION_FOUND.name}
    await story.world.ask(story.world.anker, REVOKE, i=said)
    assert (await story.seen(left["id"]))["ended"] == "STOPPED"

    story.given = story.world.given(to=(story.world.listing,))
    left, later = await story.leave(), renewal(story.world, story.given)
    assert (await renew(story.world, story.given, later, 1))["status"] == "LIVE"
    await story.world.ask(story.world.anker, REVOKE, i={**said, "consentId": later.said.id})
    assert (await story.seen(left["id"]))["ended"] == "STOPPED"  # though it hangs on the consent that was renewed
    assert {tuple(row) for row in await owner.fetch(LEFT)} == {(None, None, None, None)}


async def test_that_she_took_it_back_is_not_written_over_by_a_sender_who_ends_it_in_the_same_moment(story):
    left = await story.leave()
    await story.world.withdraw(story.given.secret)

    context = story.world.context_of(story.world.anker.caller)
    async with context.write() as tx:
        await store_inboxes.end(tx, left["id"], InboxEnd.TAKEN_BACK, context.now, keep_answer=False)

    assert (await story.seen(left["id"]))["ended"] == "WITHDRAWN"


LESS: dict[str, tuple[int, dict[str, Any]]] = {
    "a category less": (90, {"categories": ("LANGUAGE",)}),
    "a purpose less": (90, {"purposes": ("ASSESS_ELIGIBILITY",)}),
    "a shorter time": (300, {}),
}


@pytest.mark.parametrize("less", LESS)
async def test_a_renewal_in_which_she_agrees_to_less_deletes_the_letter(story, owner, less):
    days, changes = LESS[less]
    ends = int(story.world.context_of(ANONYMOUS).now.timestamp()) + days * 86400
    story.given = story.world.given(to=(story.world.listing,), exp=ends)
    left = await story.leave()

    later = renewal(story.world, story.given, **changes)
    assert (await renew(story.world, story.given, later, 1))["status"] == "LIVE"

    assert (await story.open())["code"] == "NO_SEALED_LETTER"
    assert (await story.seen(left["id"]))["ended"] == "WITHDRAWN"
    assert [tuple(row) for row in await owner.fetch(LEFT)] == [(None, None, None, None)]


async def test_a_service_that_is_suspended_gets_no_letter_any_more(story, owner):
    left = await story.leave()
    await owner.execute("UPDATE directory.listings SET state = 'SUSPENDED', suspended_reason = 'SAFETY'")

    assert (await story.open())["code"] == "NO_SEALED_LETTER"
    await story.tend()
    assert (await story.seen(left["id"]))["ended"] == "STOPPED"


@pytest.mark.parametrize("state", ["SUSPENDED", "LEFT"])
async def test_a_letter_of_an_organisation_that_may_not_work_any_more_does_not_open(story, owner, state):
    await story.leave()
    stop = "UPDATE network.members SET state = $1 WHERE id = $2"
    await owner.execute(stop, state, story.world.anker.caller.member_id)

    assert (await story.open())["code"] == "NO_SEALED_LETTER"

    await owner.execute(stop, "ADMITTED", story.world.anker.caller.member_id)
    assert (await story.open())["ct"]


async def test_ten_codes_that_open_nothing_shut_a_place_out_and_a_right_one_does_not_count(story, owner):
    await story.leave()
    for _ in range(her_gate.TRIES):
        assert (await story.open())["ct"]
        await story.open(secrets.token_bytes(32))

    assert (await story.open())["code"] == "TOO_MANY_TRIES"
    assert (await story.empty())["code"] == "TOO_MANY_TRIES"
    story.world.later = timedelta(minutes=61)
    assert (await story.open())["code"] == "NO_SEALED_LETTER"  # its hour is over


async def test_a_right_code_that_a_node_in_trouble_could_not_look_up_counts_as_no_wrong_one(story, monkeypatch):
    await story.leave()

    async def away(*_: Any) -> None:
        raise ConnectionResetError

    context = story.world.context_of(ANONYMOUS)
    context.gate, context.address = story.gate, "192.0.2.1"
    with monkeypatch.context() as trouble:
        trouble.setattr(store_inboxes, "hold", away)
        for _ in range(her_gate.TRIES + 1):
            with pytest.raises(ConnectionResetError):
                await unsealing.open_(context, story.keys.lookup)

    assert (await story.open())["ct"]


async def test_every_answer_takes_the_same_time_whether_there_is_a_letter_or_not(story, monkeypatch):
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    await story.leave()
    monkeypatch.setattr(asyncio, "sleep", sleep)
    story.gate.pace = 7.0
    monkeypatch.setattr(story.gate, "begin", iter([10.0, 10.5, 20.0, 22.0, 30.0, 30.25, 40.0, 41.0]).__next__)
    await story.open(bytes(32))
    await story.open()
    await story.answer(story.sealed_answer(), bytes(32))
    await story.empty(bytes(32))

    assert waited == [6.5, 5.0, 6.75, 6.0]


async def test_her_consent_can_be_taken_out_as_a_record_and_names_the_house_by_its_service(story):
    left = await story.leave()

    said = json.loads((await story.world.ask(story.world.anker, RECORD, id=left["consentId"]))["json"])

    (process,) = said["dpv:hasProcess"] if isinstance(said["dpv:hasProcess"], list) else (said["dpv:hasProcess"],)
    recipient = process["dpv:hasRecipient"]
    assert (recipient["dpv:hasIdentifier"], "dpv:hasAddress" in recipient) == (story.world.listing, False)
    assert process["dpv:hasJurisdiction"] == ["loc:AT"]


async def test_an_answer_of_another_size_is_refused_and_nothing_changes(story, owner):
    await story.leave()
    await story.open()
    before = everything(await owner.fetch(ALL))

    assert (await story.answer(story.sealed_answer() + b"\0"))["code"] == "BAD_ANSWER"
    assert everything(await owner.fetch(ALL)) == before


async def nothing(owner: Any) -> None:
    """See that no consent and no letter is kept."""
    assert await owner.fetch(ALL) == await owner.fetch("SELECT id FROM referrals.consents") == []
