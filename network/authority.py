"""Who decides together: the board about members, officers about their organisation's keys; each act stands in the log.

The secretariat runs the node. It can invite a founder once; it can never name an officer or a device of a member.
"""

import contextlib
from collections.abc import Collection
from datetime import UTC, datetime

from crypto.errors import BadSignature, MalformedStatement
from crypto.format import unb64u
from crypto.log_entries import Entry, count_signers, read_entry, verify_entry
from crypto.signing import OfficersStatement
from network import authority_rules, errors, log_errors, rules, store, store_log
from network.actions import member_by_id, recall, record, remember, request_hash
from network.context import Transaction
from network.log import append
from network.model import ANONYMOUS, Board, Caller, DeviceState, Member, MemberState, Role

BY_THE_BOARD = ("board.v1", "devetted.v1", "policy.v1", "release.v1", "vetted.v1")


def signers(said: Entry, keys: Collection[bytes]) -> int:
    """Count those of some keys that signed an entry; one false signature in their name spoils all.

    Raises:
        NotEnoughSignatures: none of them did, or one is false.
    """
    with contextlib.suppress(BadSignature):
        if count := count_signers(said, keys):
            return count
    raise log_errors.NotEnoughSignatures("statement", k=1)


def signed_by(entry: bytes, kind: str, keys: Collection[bytes], k: int) -> None:
    """Refuse an entry that fewer than `k` of some keys signed.

    Raises:
        NotEnoughSignatures: they did.
    """
    try:
        verify_entry(entry, kind, keys, k)
    except (BadSignature, MalformedStatement):
        raise log_errors.NotEnoughSignatures("statement", k=k) from None


async def board(tx: Transaction) -> Board:
    """Give the board of today; until one is named, the secretariat's officers are it."""
    named = await store_log.entries_of(tx, "board.v1", None)
    if named:
        body = read_entry(named[-1]).body
        return Board(tuple(unb64u(key) for key in body["keys"]), body["k"], body["seq"])
    said = officers_of(await member_by_id(tx, await store.secretariat(tx) or ""))
    return Board(said.officers, said.k, -1)


async def publish(tx: Transaction, caller: Caller, statement: bytes, key: str, *, now: datetime) -> int:
    """Let the board say something to everybody: who it is, whom it vouches for, the policy, a release; gives its place.

    Raises:
        NotEnoughSignatures: fewer than it takes signed it; a new board takes the old and the new one.
        OutOfTurn: it does not follow what was said before.
        NotVouchedFor: it is of another kind, about other keys than the organisation's own, or its time is over.
        MemberCannotChange: the organisation does not work here now.
        NotYourOwn: nobody puts her own organisation out.
        TooFewWitnesses: a policy asks for too few.
        EntryLogged: the board said it before.
    """
    rules.require(caller, Role.SECRETARIAT)
    asked = request_hash("publishStatement", statement)
    if (before := await recall(tx, caller, key, asked)) is not None:
        return int(before)
    said, today = _read(statement, *BY_THE_BOARD), await board(tx)
    signed_by(statement, said.kind, today.keys, today.k)
    if said.kind == "board.v1":
        signed_by(statement, said.kind, [unb64u(one) for one in said.body["keys"]], said.body["k"])
        authority_rules.follows(said.body["seq"], today.seq)
    if said.kind == "policy.v1":
        known = await store_log.entries_of(tx, said.kind, None)
        authority_rules.follows(said.body["seq"], read_entry(known[-1]).body["seq"] if known else -1)
        authority_rules.witnessed(said.body)
    if "member" in said.body:
        await _about_a_member(tx, caller, said, now)
    await record(tx, caller, f"log.{said.kind}", "Member", said.body.get("member", ""), now)
    index = await append(tx, statement)
    await remember(tx, caller, key, asked, str(index))
    return index


async def _about_a_member(tx: Transaction, caller: Caller, said: Entry, now: datetime) -> None:
    """Vouch for an organisation until the day that the board signed, or put it out for good."""
    member = await member_by_id(tx, said.body["member"])
    if said.kind == "vetted.v1":
        authority_rules.vouches(said.body, member, now)
        authority_rules.works(member)
        await said_anew(tx, said)
        await store.vouch(tx, member.id, _time(said.body["exp"]))
    else:
        authority_rules.puts_out(caller, member)
        await store.expel(tx, member.id)


async def said_anew(tx: Transaction, said: Entry) -> None:
    """Refuse what was said of an organisation before, whoever signed it too: it would undo what was said since.

    Raises:
        EntryLogged: the key log holds these words.
    """
    known = await store_log.entries_of(tx, said.kind, said.body["member"])
    if any(read_entry(one).body == said.body for one in known):
        raise log_errors.EntryLogged("statement")


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


async def set_member_state(
    tx: Transaction, caller: Caller, member_id: str, to: MemberState, statement: bytes, expected: int, key: str,
    *, now: datetime,
) -> Member:  # fmt: skip
    """Suspend a member at once, on the word of one of the board for 72 hours or of `k` for longer; or reinstate it.

    Raises:
        NotYourOwn: nobody decides about her own organisation.
        MemberCannotChange: it is in another state.
        NotEnoughSignatures, SuspensionTooLong, NotVouchedFor: the board did not sign this.
        EntryLogged: it signed it before.
        StaleVersion: somebody was quicker.
    """
    rules.require(caller, Role.SECRETARIAT)
    asked = request_hash("setMemberState", member_id, to, statement, expected)
    member = await member_by_id(tx, member_id)
    if await recall(tx, caller, key, asked) is not None:
        return member
    until, braked = await _decided(tx, caller, member, to, statement, now)
    changed = await store.set_member_state(tx, member_id, expected, to, until, braked)
    if changed is None:
        raise errors.StaleVersion("expectedVersion", current=member.version)
    await remember(tx, caller, key, asked, member_id)
    await record(tx, caller, f"member.{to.lower()}", "Member", member_id, now)
    await append(tx, statement)
    return changed


async def _decided(
    tx: Transaction, caller: Caller, member: Member, to: MemberState, statement: bytes, now: datetime
) -> tuple[datetime | None, bool]:
    """Hold a decision to what the board signed; gives until when it lasts, and whether it is the brake."""
    today = await board(tx)
    if to is MemberState.ADMITTED:
        rules.change_state(caller, member, to)
        said = _read(statement, "vetted.v1")
        signed_by(statement, said.kind, today.keys, today.k)
        authority_rules.vouches(said.body, member, now)
        await said_anew(tx, said)
        await store.vouch(tx, member.id, _time(said.body["exp"]))
        return None, False
    said = _read(statement, "suspended.v1")
    count = signers(said, today.keys)
    rules.change_state(caller, member, to, confirmed=count >= today.k)
    until, braked = authority_rules.suspends(said.body, member, count, today.k, now)
    if not member.braked:  # the board confirms a brake by signing the same words
        await said_anew(tx, said)
    return until, braked


async def vouched_for(tx: Transaction, member_id: str, now: datetime) -> bool:
    """Tell whether the board vouches for an organisation now."""
    return await store.vouched_for(tx, member_id, now)


async def lapse(tx: Transaction, *, now: datetime) -> int:
    """Let organisations work again whose suspension has run out, in the realm `node`; gives their number."""
    lapsed = await store.lapse_suspensions(tx, now)
    for member_id in lapsed:
        await record(tx, ANONYMOUS, "member.lapse", "Member", member_id, now)
    return len(lapsed)


async def change_officers(
    tx: Transaction, caller: Caller, statement: bytes, expected: int, key: str, *, now: datetime
) -> Member:
    """Name who may vouch for one's own organisation's devices: signed by the officers of before, and by the new ones.

    Raises:
        NotEnoughSignatures: too few of the old or of the new officers signed it.
        OutOfTurn: it does not follow the officers of today.
        NotVouchedFor: it is about another organisation, or a key is not that of an active device.
        OfficersCannotAct: too few of the new ones have a device that works, also if one is shut out at this moment.
        StaleVersion: somebody was quicker.
    """
    rules.require(caller, Role.ORG_ADMIN)
    asked = request_hash("changeOfficers", statement, expected)
    member = await member_by_id(tx, caller.member_id)
    if await recall(tx, caller, key, asked) is not None:
        return member
    if member.version != expected:
        raise errors.StaleVersion("expectedVersion", current=member.version)
    new = OfficersStatement.parse(_read(statement, OfficersStatement.KIND).body)
    old = officers_of(member)
    devices = [one.device for one in await store.devices_of(tx, member.id)]
    authority_rules.succeeds(new, old, [one.sign_key for one in devices if one.state is DeviceState.ACTIVE])
    acting, _ = await acting_officers(tx, member.id)
    for officers, k in ((acting, old.k), (new.officers, new.k)):
        signed_by(statement, OfficersStatement.KIND, officers, k)
    await store.set_officers(tx, member.id, statement, new.officers)
    authority_rules.can_act(new, [one.device for one in await store.devices_of(tx, member.id)], now)
    await remember(tx, caller, key, asked, member.id)
    await record(tx, caller, "officers.change", "Member", member.id, now)
    await append(tx, statement)
    return await member_by_id(tx, member.id)


async def acting_officers(tx: Transaction, member_id: str) -> tuple[list[bytes], int]:
    """Give the keys of an organisation's officers whose devices work, and how many of them decide together.

    Raises:
        NotVouchedFor: it has not named them.
    """
    said = officers_of(await member_by_id(tx, member_id))
    found = [one.device for one in await store.devices_of(tx, member_id)]
    return [one.sign_key for one in found if one.officer and one.state is DeviceState.ACTIVE], said.k


def officers_of(member: Member) -> OfficersStatement:
    """Read an organisation's own word on who may vouch for its devices.

    Raises:
        NotVouchedFor: it has not given it.
    """
    if member.officers is None:
        raise errors.NotVouchedFor("statement")
    return OfficersStatement.parse(read_entry(member.officers).body)


def _read(statement: bytes, *kinds: str) -> Entry:
    try:
        said = read_entry(statement)
    except MalformedStatement:
        raise errors.NotVouchedFor("statement") from None
    if said.kind not in kinds:
        raise errors.NotVouchedFor("statement")
    return said
