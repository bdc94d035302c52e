"""Her own copy at the node: nobody tells whether it is there, nothing says whose it is, and wrong codes are slow."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crypto.attachments import capability_commitment
from crypto.copies import MOST, PAGE, PART, sign_look
from crypto.format import b64u, blake2b, unb64u
from crypto.keys import SigningKey
from network.context import Context
from network.model import ANONYMOUS, Caller, Role
from referrals import her_copies, her_copy_rules, her_gate
from referrals.her_gate import Gate
from tests.referrals.test_consent_lives import renew, renewal
from tests.referrals.world import REFUSED, SCHEMA

COPY = f"query($l: String!, $p: Int) {{ herCopy(lookup: $l, page: $p) {{ ... on HerCopyPage {{ parts }} {REFUSED} }} }}"
OPEN = f"mutation($i: OpenHerCopyInput!) {{ openHerCopy(input: $i) {{ ... on HerCopyKept {{ kept }} {REFUSED} }} }}"
ADD = f"mutation($i: AddToHerCopyInput!) {{ addToHerCopy(input: $i) {{ ... on HerCopyKept {{ kept }} {REFUSED} }} }}"
REVOKE = f"mutation($s: String!) {{ revokeHerCopy(secret: $s) {{ ... on HerCopyGone {{ thereWasOne }} {REFUSED} }} }}"
LOOK = (
    "query($c: String!, $r: ID!, $a: Int!, $p: String!) { herReferral(consent: $c, referralId: $r, at: $a, proof: $p)"
    f" {{ ... on HerReferral {{ state orgFeedback herFeedback withdrawn changedOn consent until }} {REFUSED} }} }}"
)
KEPT = {"kept": True}
HELPER = Caller("a" * 32, "b" * 32, "c" * 32, frozenset({Role.CASEWORKER}), "member")


def part(number: int = 0) -> bytes:
    return b"\1" + blake2b(bytes([number])) * (PART // 32) + bytes(PART - 1 - PART // 32 * 32)


class Counter:
    """Ask at the doors as one place, with a gate that does not wait."""

    def __init__(self, context_of: Callable[[Caller], Context]) -> None:
        self.context_of, self.gate, self.address = context_of, Gate(b"s" * 32, pace=0), "192.0.2.1"
        self.lookup, self.append, self.revoke = (secrets.token_bytes(32) for _ in range(3))
        self.later = timedelta()

    async def ask(self, text: str, *, signed_in: bool = False, **variables: Any) -> dict[str, Any]:
        context = self.context_of(HELPER if signed_in else ANONYMOUS)
        context.gate, context.address = self.gate, self.address
        context.now += self.later
        result = await SCHEMA.execute(text, variable_values=variables, context_value=context)
        assert result.errors is None, result.errors
        assert result.data is not None
        return next(iter(result.data.values()))

    async def open(self, signed_in: bool = True, **changes: Any) -> dict[str, Any]:
        kept = {
            f"{name}Kept": b64u(capability_commitment(getattr(self, name))) for name in ("lookup", "append", "revoke")
        }
        said = {**kept, "part": b64u(part()), "until": self.today().isoformat(), **changes}
        return await self.ask(OPEN, signed_in=signed_in, i=said)

    async def add(self, number: int, signed_in: bool = True, **changes: Any) -> dict[str, Any]:
        said = {"append": b64u(self.append), "part": b64u(part(number)), "until": self.today().isoformat(), **changes}
        return await self.ask(ADD, signed_in=signed_in, i=said)

    async def parts(self, lookup: bytes | None = None, page: int = 0) -> list[bytes]:
        said = await self.ask(COPY, l=b64u(lookup or self.lookup), p=page)
        return [unb64u(one) for one in said["parts"]]

    def today(self) -> date:
        return (self.context_of(ANONYMOUS).now + self.later).date()


@pytest.fixture
def counter(context_of: Callable[[Caller], Context]) -> Counter:
    return Counter(context_of)


async def rows(owner: Any) -> tuple[int, int]:
    return (
        await owner.fetchval("SELECT count(*) FROM referrals.her_copies"),
        await owner.fetchval("SELECT count(*) FROM referrals.her_copy_parts"),
    )


async def test_a_copy_is_made_filled_and_found_again_without_login(counter, owner):
    assert await counter.open() == await counter.add(1) == KEPT
    assert await counter.open() == await counter.add(1) == KEPT  # the same again, after a broken line

    found = await counter.parts()
    assert len(found) == PAGE
    assert {part(0), part(1)} < set(found)
    assert await rows(owner) == (1, 2)


async def test_a_code_that_opens_nothing_gets_an_answer_of_the_same_size_that_stays_the_same(counter, owner):
    await counter.open()
    nothing = secrets.token_bytes(32)

    false, real = await counter.parts(nothing), await counter.parts()
    assert [len(one) for one in false] == [len(one) for one in real] == [PART] * PAGE
    assert false == await counter.parts(nothing)
    assert not set(false) & set(await counter.parts(secrets.token_bytes(32)))
    assert len(set(false)) == PAGE
    assert await counter.parts(nothing, 3) != false
    other = Gate(b"t" * 32, pace=0)
    counter.gate, before = other, false
    assert not set(await counter.parts(nothing)) & set(before)  # and nobody without the node's secret makes them
    assert await rows(owner) == (1, 1)


async def test_every_answer_takes_the_same_time(counter, monkeypatch):
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    await counter.open()
    monkeypatch.setattr(asyncio, "sleep", sleep)
    counter.gate.pace = 7.0
    monkeypatch.setattr(counter.gate, "begin", iter([10.0, 10.5, 20.0, 22.0, 30.0, 30.25]).__next__)
    await counter.parts()
    await counter.parts(secrets.token_bytes(32))
    await counter.ask(REVOKE, s=b64u(secrets.token_bytes(32)))

    assert waited == [6.5, 5.0, 6.75]


async def test_too_many_codes_that_open_nothing_shut_one_place_out_for_an_hour_and_no_other(counter, owner):
    await counter.open()
    for _ in range(her_gate.TRIES):
        assert len(await counter.parts()) == PAGE  # a code that opens something is not counted
        await counter.parts(secrets.token_bytes(32), 1)

    refused = await counter.ask(COPY, l=b64u(counter.lookup))
    assert refused["code"] == "TOO_MANY_TRIES"
    assert (await counter.ask(REVOKE, s=b64u(counter.revoke)))["code"] == "TOO_MANY_TRIES"
    assert await rows(owner) == (1, 1)
    counter.address = "192.0.2.2"
    assert part() in await counter.parts()
    counter.address, counter.later = "192.0.2.1", timedelta(hours=1)
    assert part() in await counter.parts()


async def test_codes_that_are_tried_at_once_count_each(counter):
    tried = [counter.ask(COPY, l=b64u(secrets.token_bytes(32))) for _ in range(her_gate.TRIES + 5)]
    counter.gate.pace = 0.05

    answers = await asyncio.gather(*tried)

    assert sum("code" in one for one in answers) == 5


async def test_where_the_whole_network_is_tried_out_only_those_who_never_erred_come_in(counter, monkeypatch):
    monkeypatch.setattr(her_gate, "OVERALL", 3)
    await counter.open()
    for number in range(3):
        counter.address = f"2001:db8:0:{number}::1"
        await counter.parts(secrets.token_bytes(32))

    counter.address = "2001:db8:0:1:ffff::7"  # the same house as one of them
    assert (await counter.ask(COPY, l=b64u(counter.lookup)))["code"] == "TOO_MANY_TRIES"
    counter.address = "2001:db8:0:9::1"
    assert part() in await counter.parts()


def test_a_gate_forgets_the_oldest_places_and_holds_no_address(monkeypatch):
    monkeypatch.setattr(her_gate, "PLACES", 2)
    gate, now = Gate(b"s" * 32), datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(4):
        gate.enter(f"192.0.2.{number}", now)
    gate.right("192.0.2.0")  # forgotten meanwhile

    assert len(gate._places) == 2
    assert "192.0.2" not in str(vars(gate))


async def test_without_a_sign_in_nothing_is_written_and_with_one_not_without_end(counter, owner, monkeypatch):
    assert (await counter.open(signed_in=False))["code"] == "NOT_SIGNED_IN"
    assert (await counter.add(1, signed_in=False))["code"] == "NOT_SIGNED_IN"
    assert await rows(owner) == (0, 0)
    monkeypatch.setattr(her_gate, "WRITES", 2)
    assert await counter.open() == await counter.add(1) == KEPT
    assert (await counter.add(2))["code"] == "COPY_QUOTA"
    assert await rows(owner) == (1, 2)


async def test_what_cannot_be_kept_is_refused_and_nothing_is_kept(counter, owner):
    early, late = counter.today() - timedelta(days=1), counter.today() + timedelta(days=her_copy_rules.LONGEST + 1)
    for changes, code in (
        ({"part": b64u(part()[:-1])}, "BAD_PART"),
        ({"part": "!"}, "BAD_BYTES"),
        ({"lookupKept": b64u(bytes(31))}, "BAD_BYTES"),
        ({"until": early.isoformat()}, "BAD_END"),
        ({"until": late.isoformat()}, "BAD_END"),
    ):
        assert (await counter.open(**changes))["code"] == code
    assert (await counter.add(1))["code"] == "NO_SUCH_COPY"
    assert (await counter.ask(COPY, l=b64u(bytes(32)), p=4))["code"] == "BAD_PAGE"
    assert (await counter.ask(COPY, l=b64u(bytes(31))))["code"] == "BAD_BYTES"
    assert await rows(owner) == (0, 0)
    await counter.open()
    for name in ("lookup", "append", "revoke"):
        assert (await counter.open(**{f"{name}Kept": b64u(bytes(32))}))["code"] == "COPY_TAKEN"
    assert await rows(owner) == (1, 1)


async def test_a_copy_has_four_pages_and_no_more(counter, owner):
    await counter.open()
    for number in range(1, MOST):
        assert await counter.add(number) == KEPT

    assert (await counter.add(MOST))["code"] == "COPY_FULL"
    assert await counter.add(1) == KEPT  # it is there
    pages = [await counter.parts(page=page) for page in range(4)]
    assert sorted(one for page in pages for one in page) == sorted(part(number) for number in range(MOST))
    assert await rows(owner) == (1, MOST)


async def test_her_code_and_whoever_made_it_delete_the_copy_and_a_wrong_secret_does_not(counter, owner):
    await counter.open()
    for wrong in (counter.lookup, counter.append):
        assert await counter.ask(REVOKE, s=b64u(wrong)) == {"thereWasOne": False}
    assert await rows(owner) == (1, 1)

    assert await counter.ask(REVOKE, s=b64u(counter.revoke)) == {"thereWasOne": True}
    assert await counter.ask(REVOKE, s=b64u(counter.revoke)) == {"thereWasOne": False}
    assert await rows(owner) == (0, 0)
    assert (await counter.add(1))["code"] == "NO_SUCH_COPY"


async def test_a_copy_goes_when_its_last_consent_is_over_and_things_are_not_kept_longer(counter, owner):
    counter.later = datetime(2027, 2, 10, tzinfo=UTC) - counter.context_of(ANONYMOUS).now
    await counter.open(until="2027-02-11")
    await counter.add(1, until="2027-04-01")
    await counter.add(2, until="2027-03-01")
    assert await owner.fetchval("SELECT ends_on FROM referrals.her_copies") == date(2027, 4, 30)

    context = counter.context_of(ANONYMOUS)
    for moment, gone in ((datetime(2027, 5, 10, tzinfo=UTC), 0), (datetime(2027, 5, 11, tzinfo=UTC), 1)):
        context.now = moment
        assert await her_copies.sweep(context, 10) == gone
    assert await rows(owner) == (0, 0)


async def test_no_row_says_whose_a_copy_is_or_when_it_came(counter, owner):
    before = await owner.fetchval("SELECT count(*) FROM network.audit")
    await counter.open()
    columns = await owner.fetch(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'referrals' AND table_name LIKE 'her_cop%'"
    )

    assert {tuple(row) for row in columns} == {
        *(("lookup_kept", "bytea"), ("append_kept", "bytea"), ("revoke_kept", "bytea"), ("ends_on", "date")),
        *(("id", "bytea"), ("sealed", "bytea")),
    }
    kept = await owner.fetchrow("SELECT * FROM referrals.her_copies")
    assert not {counter.lookup, counter.append, counter.revoke} & set(kept.values())
    assert await owner.fetchval("SELECT count(*) FROM network.audit") == before
    async with counter.context_of(HELPER).read() as tx:
        assert await tx.fetch("SELECT * FROM referrals.her_copies") == []
        assert await tx.fetch("SELECT * FROM referrals.her_copy_parts") == []


async def test_she_alone_sees_without_login_how_her_referral_stands(world, counter):
    key = SigningKey.generate()
    referral, given = await world.sent(feedback=key.public)
    other, _ = await world.ready()
    now = int(world.context_of(ANONYMOUS).now.timestamp())

    async def look(signer: SigningKey = key, consent: bytes = given.hash, at: int = now, of: str = referral) -> Any:
        proof = sign_look(signer, consent, of, at)
        return await counter.ask(LOOK, c=b64u(consent), r=of, a=at, p=b64u(proof))

    found = await look()
    assert (found["state"], found["withdrawn"], found["herFeedback"]) == ("SENT", False, "NOT_DUE")
    assert (found["changedOn"], found["consent"]) == (counter.today().isoformat(), b64u(given.hash))
    assert found["until"] == (counter.today() + timedelta(days=90)).isoformat()
    for refused in (
        await look(signer=SigningKey.generate()),
        await look(consent=bytes(32)),
        await look(at=now - 400),
        await look(at=now + 400),
        await look(of=other),
        await look(of="0" * 32),
    ):
        assert refused["code"] == "NO_CONSENT"
    after = renewal(world, given)
    assert (await renew(world, given, after, 2))["status"] == "LIVE"
    assert (await look())["consent"] == (await look(consent=after.hash))["consent"] == b64u(after.hash)
    await world.withdraw(given.secret)
    assert ((await look())["state"], (await look())["withdrawn"]) == ("WITHDRAWN", True)
    keyless, silent = await world.ready(feedback=b"")
    assert (await look(consent=silent.hash, of=keyless))["code"] == "NO_CONSENT"
