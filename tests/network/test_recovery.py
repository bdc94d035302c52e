"""Recovery inside an organisation: officers opt in, everybody hears of it for a day, and the node opens nothing."""

from datetime import timedelta

import pytest

from crypto import recovery as keys
from crypto import shares
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import add_signature, sign_entry
from crypto.signing import DeviceStatement, OfficersStatement, sign_statement
from crypto.wrapping import unwrap_seed, wrap_seed
from kit import clock
from kit.errors import BadId
from kit.ids import new_id
from network import errors, log_errors, recovery, recovery_errors
from network.model import DeviceState, Role
from network.recovery_model import RequestState

SECRET = bytes(range(32))
DAY = timedelta(hours=24)
TABLES = ("members", "devices", "recovery", "recovery_wraps", "recovery_requests", "log_entries", "audit")


async def counts(owner):
    return [
        [row["row"] for row in await owner.fetch(f"SELECT to_jsonb(t) AS row FROM network.{table} t ORDER BY 1")]
        for table in TABLES
    ]


async def refused(owner, error, opened, act):
    """Run an act that must be refused, and see that nothing changed."""
    before = await counts(owner)
    with pytest.raises(error):
        async with opened as tx:
            await act(tx)
    assert await counts(owner) == before


class Ceremony:
    """An organisation that divided its recovery key in three, two of which are enough."""

    def __init__(self, rosa, key: SealingKey | None = None) -> None:
        self.rosa, self.intake = rosa, key
        self.shares = shares.split(SECRET, rosa.member_id, 2, 3)
        now = int(clock.now().timestamp())
        self.said = keys.opt_in(SECRET, self.shares, now - 60, now + 86_400 * 300)
        self.statement = sign_entry("recovery.v1", self.said.body(), rosa.signing)
        self.new = (SigningKey.generate(), SealingKey.generate())

    @property
    def wraps(self):
        at = {"member": self.rosa.member_id, "epoch": 1, "to_device": self.said.ceremony}
        return [(1, wrap_seed(self.intake.seed, self.said.seal, **at))] if self.intake else []

    async def opt_in(self, street, **changes):
        said = {"statement": self.statement, "wraps": self.wraps, "caller": self.rosa.caller, **changes}
        async with street.context_of(said["caller"]).write() as tx:
            return await recovery.opt_in(
                tx, said["caller"], said["statement"], said["wraps"], new_id(), now=clock.now()
            )

    def asked(self, secret=SECRET, **changes):
        sign, seal = self.new
        parts = (self.rosa.member_id, self.said.ceremony, sign.public, seal.public)
        proofs = (keys.request_key(secret).sign(recovery.ASKS, *parts), sign.sign(recovery.PROOF, *parts))
        names = ("member_id", "ceremony", "sign_key", "seal_key", "shares_proof", "device_proof")
        return recovery.Asked(**{**dict(zip(names, (*parts, *proofs), strict=True)), **changes})

    def taking_over(self, secret=SECRET, seq=1):
        sign, seal = self.new
        now = int(clock.now().timestamp())
        officers = OfficersStatement(self.rosa.member_id, (sign.public,), 1, seq)
        vouched = DeviceStatement(
            self.rosa.member_id, sign.kid, sign.public, seal.public, now - 60, now + 10**7, officer=True
        )
        return (
            sign_entry("officers.v1", officers.body(), keys.request_key(secret), sign),
            sign_statement("device.v1", vouched.body(), sign),
        )

    def node(self, street):
        return street.nobody.write(realm="node", member=self.rosa.member_id)

    async def ask(self, street, now=None):
        async with self.node(street) as tx:
            return await recovery.ask(tx, self.asked(), now=now or clock.now())


@pytest.fixture
async def rosa(street):
    return await street.admit(await street.found(), "PonteAurora (Demo)")


@pytest.fixture
async def ceremony(street, rosa):
    made = Ceremony(rosa, await street.publish(rosa))
    await made.opt_in(street)
    return made


async def test_an_organisation_opts_in_in_the_key_log_and_the_node_holds_nothing_that_opens(owner, ceremony):
    everything = str(await counts(owner)) + str(await owner.fetch("SELECT * FROM network.intake_wraps"))

    assert [row["kind"] for row in await owner.fetch("SELECT kind FROM network.log_entries ORDER BY index")][-1] == (
        "recovery.v1"
    )
    for secret in (SECRET, ceremony.intake.seed, keys.request_key(SECRET).seed, *(s.part for s in ceremony.shares)):
        assert secret.hex() not in everything
        assert secret[:16].hex() not in everything


async def test_only_an_officer_of_the_organisation_can_opt_it_in(street, owner, rosa):
    made, vera = Ceremony(rosa), SigningKey.generate()
    colleague = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    stranger = sign_entry("recovery.v1", made.said.body(), vera)
    body = {**made.said.body(), "member": "b" * 32}
    late = {**made.said.body(), "nbf": 0, "exp": 1}
    for error, changes in (
        (recovery_errors.BadRecovery, {"statement": stranger}),
        (recovery_errors.BadRecovery, {"statement": b"no statement"}),
        (recovery_errors.BadRecovery, {"statement": sign_entry("recovery.v1", body, rosa.signing)}),
        (recovery_errors.BadRecovery, {"statement": sign_entry("recovery.v1", late, rosa.signing)}),
        (errors.WrapsIncomplete, {"wraps": [(1, bytes(1168))]}),
        (errors.WrapsIncomplete, {"wraps": [(0, bytes(1168))]}),
        (errors.RoleMissing, {"caller": colleague.caller}),
    ):
        before = await counts(owner)
        with pytest.raises(error):
            await made.opt_in(street, **changes)
        assert await counts(owner) == before


async def test_after_a_day_of_notice_a_new_device_gets_the_seeds_and_all_others_are_shut_out(street, owner, ceremony):
    asked = await ceremony.ask(street, now=clock.now() - DAY)
    assert (asked.state, asked.ripe_at - asked.requested_at) == (RequestState.WAITING, DAY)

    async with ceremony.node(street) as tx:
        device = await recovery.finish(tx, asked.device_id, *ceremony.taking_over(), now=clock.now())

    assert (device.state, device.officer, device.staff_id) == (DeviceState.ACTIVE, True, ceremony.rosa.staff_id)
    states = await owner.fetch("SELECT id, state FROM network.devices WHERE member_id = $1", device.member_id)
    assert {row["id"]: row["state"] for row in states} == {
        ceremony.rosa.device_id: "REVOKED",
        device.id: "ACTIVE",
    }
    mine = ceremony.rosa.caller.__class__(
        device.member_id, device.staff_id, device.id, ceremony.rosa.roles, ceremony.rosa.caller.realm
    )
    async with street.context_of(mine).write() as tx:
        [given] = await recovery.wraps(tx, mine)
    at = {"member": device.member_id, "epoch": 1, "to_device": ceremony.said.ceremony}
    assert unwrap_seed(given.wrap, keys.sealing_key(SECRET), **at).seed == ceremony.intake.seed


async def test_a_minute_before_the_day_is_over_nothing_is_given(street, owner, ceremony):
    asked = await ceremony.ask(street, now=clock.now() - DAY + timedelta(minutes=1))

    await refused(
        owner,
        recovery_errors.RecoveryWaits,
        ceremony.node(street),
        lambda tx: recovery.finish(tx, asked.device_id, *ceremony.taking_over(), now=clock.now()),
    )


async def test_not_even_direct_sql_makes_the_day_shorter(owner, street, ceremony):
    asked = await ceremony.ask(street)

    with pytest.raises(Exception, match="recovery_waits_a_day"):
        await owner.execute("UPDATE network.recovery_requests SET ripe_at = now()")
    with pytest.raises(Exception, match="not ripe"):
        async with ceremony.node(street) as tx:
            await tx.execute("SELECT network.take_over($1, now(), '', '')", asked.device_id)


async def test_any_device_that_lives_sees_the_request_and_stops_it_for_good(street, owner, rosa, ceremony):
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    asked = await ceremony.ask(street, now=clock.now() - DAY)
    async with street.context_of(giulia.caller).write() as tx:
        found, [seen] = await recovery.status(tx, giulia.caller)
        stopped = await recovery.stop(tx, giulia.caller, seen.device_id, now=clock.now())

    assert found is not None
    assert (seen.device_id, stopped.state) == (asked.device_id, RequestState.STOPPED)
    await refused(
        owner,
        recovery_errors.RecoveryOver,
        ceremony.node(street),
        lambda tx: recovery.finish(tx, asked.device_id, *ceremony.taking_over(), now=clock.now()),
    )
    with pytest.raises(recovery_errors.RecoveryOver):
        await ceremony.ask(street)


async def test_another_organisation_neither_sees_nor_stops_it(street, owner, ceremony):
    vera = next(iter([await _secretariat(street, owner)]))
    asked = await ceremony.ask(street)

    async with street.context_of(vera).read() as tx:
        assert await recovery.status(tx, vera) == (None, [])
    await refused(
        owner,
        recovery_errors.NoRecovery,
        street.context_of(vera).write(),
        lambda tx: recovery.stop(tx, vera, asked.device_id, now=clock.now()),
    )


async def _secretariat(street, owner):
    from network.model import Caller

    row = await owner.fetchrow(
        "SELECT d.id, d.member_id, d.staff_id FROM network.devices d JOIN network.members m ON m.id = d.member_id"
        " WHERE m.kind = 'SECRETARIAT'"
    )
    return Caller(row["member_id"], row["staff_id"], row["id"], frozenset({Role.SECRETARIAT}), "secretariat")


@pytest.mark.parametrize(
    "changes, error",
    [
        ({"secret": bytes(32)}, recovery_errors.BadRecovery),
        ({"device_proof": bytes(64)}, recovery_errors.BadRecovery),
        ({"seal_key": bytes(1216)}, recovery_errors.BadRecovery),
        ({"ceremony": "0" * 16}, recovery_errors.NoRecovery),
    ],
    ids=["fewer shares", "another device", "another key", "another ceremony"],
)
async def test_whoever_did_not_bring_k_shares_together_cannot_ask(street, owner, ceremony, changes, error):
    asked = ceremony.asked(**changes)

    await refused(owner, error, ceremony.node(street), lambda tx: recovery.ask(tx, asked, now=clock.now()))


async def test_only_one_request_waits_and_the_same_one_again_changes_nothing(street, owner, ceremony):
    first = await ceremony.ask(street)
    assert await ceremony.ask(street) == first

    ceremony.new = (SigningKey.generate(), SealingKey.generate())
    with pytest.raises(Exception, match="recovery_one_waits"):
        await ceremony.ask(street)


@pytest.mark.parametrize("changes", [{"secret": bytes(32)}, {"seq": 2}], ids=["another key", "a number left out"])
async def test_nobody_takes_over_without_the_recovery_key(street, owner, ceremony, changes):
    asked = await ceremony.ask(street, now=clock.now() - DAY)

    await refused(
        owner,
        recovery_errors.BadRecovery,
        ceremony.node(street),
        lambda tx: recovery.finish(tx, asked.device_id, *ceremony.taking_over(**changes), now=clock.now()),
    )


async def test_opting_out_deletes_what_was_sealed_and_stops_who_asked(street, owner, ceremony):
    asked = await ceremony.ask(street)
    caller, key = ceremony.rosa.caller, new_id()
    for _ in range(2):
        async with street.context_of(caller).write() as tx:
            assert await recovery.opt_out(tx, caller, key, now=clock.now())

    assert await owner.fetchval("SELECT count(*) FROM network.recovery_wraps") == 0
    assert await owner.fetchval("SELECT state FROM network.recovery_requests") == "STOPPED"
    await refused(
        owner,
        recovery_errors.RecoveryOver,
        ceremony.node(street),
        lambda tx: recovery.finish(tx, asked.device_id, *ceremony.taking_over(), now=clock.now() + DAY),
    )


async def test_a_new_ceremony_takes_the_place_of_the_old_one(street, owner, rosa, ceremony):
    newer = Ceremony(rosa, ceremony.intake)
    await newer.opt_in(street)

    assert await owner.fetchval("SELECT ceremony FROM network.recovery") == newer.said.ceremony
    assert await owner.fetchval("SELECT count(*) FROM network.recovery_wraps") == 1
    await refused(
        owner,
        recovery_errors.NoRecovery,
        ceremony.node(street),
        lambda tx: recovery.ask(tx, ceremony.asked(), now=clock.now()),
    )


async def test_an_old_ceremony_does_not_come_back_with_one_more_signature(street, owner, rosa, ceremony):
    newer = Ceremony(rosa, ceremony.intake)
    await newer.opt_in(street)

    with pytest.raises(log_errors.EntryLogged):
        await ceremony.opt_in(street, statement=add_signature(ceremony.statement, SigningKey.generate()))

    assert await owner.fetchval("SELECT ceremony FROM network.recovery") == newer.said.ceremony


async def test_later_seeds_are_sealed_to_the_ceremony_that_counts_only(street, owner, ceremony):
    caller = ceremony.rosa.caller
    async with street.context_of(caller).write() as tx:
        assert await recovery.add_wraps(tx, caller, ceremony.said.ceremony, ceremony.wraps, now=clock.now()) == 1

    assert await owner.fetchval("SELECT count(*) FROM network.recovery_wraps") == 1
    for error, name, wraps in (
        (recovery_errors.NoRecovery, "0" * 16, ceremony.wraps),
        (errors.WrapsIncomplete, ceremony.said.ceremony, [(2, bytes(1168))]),
        (errors.WrapsIncomplete, ceremony.said.ceremony, [*ceremony.wraps, *ceremony.wraps]),
    ):
        await refused(
            owner,
            error,
            street.context_of(caller).write(),
            lambda tx, name=name, wraps=wraps: recovery.add_wraps(tx, caller, name, wraps, now=clock.now()),
        )


async def test_a_device_that_did_not_recover_gets_no_sealed_seed(street, owner, ceremony):
    caller = ceremony.rosa.caller

    await refused(
        owner, recovery_errors.NoRecovery, street.context_of(caller).write(), lambda tx: recovery.wraps(tx, caller)
    )
    with pytest.raises(BadId):
        recovery.checked("x")
