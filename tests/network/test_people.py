"""Who is here: founding, admission, invitation, enrolment; each refusal changes nothing."""

from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from crypto.errors import BadSignature
from crypto.keys import SealingKey, SigningKey
from crypto.signing import sign_statement
from kit import clock
from kit.errors import BadId, Refusal
from kit.ids import new_id
from kit.page import encode_cursor
from network import actions, authority, enrolment, epochs, errors, intake, rules
from network.model import ANONYMOUS, DeviceState, MemberKind, MemberState, Role
from tests.network.people import epoch_of, revocation, suspension, vouching

TABLES = ("members", "staff", "invitations", "devices", "intake_keys", "intake_wraps", "idempotency", "audit")


async def _counts(owner):
    rows = [await owner.fetch(f"SELECT to_jsonb(t) AS row FROM network.{table} t ORDER BY 1") for table in TABLES]
    return [[row["row"] for row in found] for found in rows]


async def _refused(owner, context, error, act):
    """Run an act that must be refused, and see that nothing changed."""
    before = await _counts(owner)
    with pytest.raises(error):
        async with context as tx:
            await act(tx)
    assert await _counts(owner) == before


async def test_a_network_is_founded_once(street, owner):
    await street.found()

    await _refused(
        owner,
        street.nobody.write(realm="node"),
        errors.AlreadyFounded,
        lambda tx: actions.found(tx, ANONYMOUS, "Another", "AT", "X", now=clock.now()),
    )


async def test_the_secretariat_admits_an_organisation_whose_founder_enrols_her_own_device(street, owner):
    vera = await street.found()
    rosa = await street.admit(vera, "PonteAurora (Demo)")

    async with street.context_of(rosa.caller).read() as tx:
        member, staff = await actions.me(tx, rosa.caller)
    assert (member.name, member.state, staff.roles) == ("PonteAurora (Demo)", MemberState.ADMITTED, {Role.ORG_ADMIN})
    assert member.officers is not None


@pytest.mark.parametrize(
    "change, error",
    [
        ({"name": " "}, errors.BadName),
        ({"name": "x" * 201}, errors.BadName),
        ({"name": "a\nb"}, errors.BadName),
        ({"country": "Italy"}, errors.BadCountry),
        ({"administrator": ""}, errors.BadName),
        ({"key": "short"}, errors.BadIdempotencyKey),
    ],
    ids=str,
)
async def test_an_organisation_without_a_proper_name_or_country_is_not_admitted(street, owner, change, error):
    vera = await street.found()
    asked = {"name": "A", "country": "IT", "kind": MemberKind.MEMBER, "administrator": "B", "key": new_id(), **change}

    await _refused(
        owner,
        street.context_of(vera.caller).write(),
        error,
        lambda tx: actions.admit_member(tx, vera.caller, *asked.values(), now=clock.now()),
    )


async def test_only_the_secretariat_admits(street, owner):
    rosa = await street.admit(await street.found(), "A")

    for caller, error in ((rosa.caller, errors.RoleMissing), (ANONYMOUS, errors.NotSignedIn)):
        await _refused(
            owner,
            street.context_of(caller).write(),
            error,
            lambda tx, caller=caller: actions.admit_member(
                tx, caller, "B", "IT", MemberKind.MEMBER, "C", new_id(), now=clock.now()
            ),
        )


async def test_the_same_admission_twice_admits_once_and_shows_the_invitation_once(street, owner):
    vera = await street.found()
    key, context = new_id(), street.context_of(vera.caller)

    async with context.write() as tx:
        first = await actions.admit_member(tx, vera.caller, "A", "IT", MemberKind.MEMBER, "B", key, now=clock.now())
    before = await _counts(owner)
    async with context.write() as tx:
        again = await actions.admit_member(tx, vera.caller, "A", "IT", MemberKind.MEMBER, "B", key, now=clock.now())

    assert again == (first[0], None)
    assert first[1] is not None
    assert first[1].token not in repr(first)
    assert await _counts(owner) == before
    await _refused(
        owner,
        context.write(),
        errors.IdempotencyKeyReused,
        lambda tx: actions.admit_member(tx, vera.caller, "Z", "IT", MemberKind.MEMBER, "B", key, now=clock.now()),
    )


async def test_a_suspended_organisation_is_shut_out_until_it_is_reinstated(street, owner):
    vera = await street.found()
    rosa = await street.admit(vera, "A")
    context = street.context_of(vera.caller)

    async def to(state, version, key=None):
        async with context.write() as tx:
            return await authority.set_member_state(
                tx, vera.caller, rosa.member_id, state, statements[state], version, key or new_id(), now=clock.now()
            )

    statements = {MemberState.SUSPENDED: suspension(rosa.member_id, vera), MemberState.ADMITTED: vouching(rosa, vera)}
    key = new_id()
    suspended = await to(MemberState.SUSPENDED, 2, key)
    assert await owner.fetch("SELECT * FROM network.caller($1)", rosa.device_id) == []
    assert (await to(MemberState.SUSPENDED, 2, key)).version == suspended.version
    with pytest.raises(errors.StaleVersion) as stale:
        await to(MemberState.ADMITTED, 1)
    assert stale.value.facts["current"] == suspended.version
    with pytest.raises(errors.MemberCannotChange):
        await to(MemberState.SUSPENDED, suspended.version)
    await to(MemberState.ADMITTED, suspended.version)
    assert await owner.fetch("SELECT * FROM network.caller($1)", rosa.device_id) != []


async def test_nobody_suspends_her_own_organisation_or_one_that_is_not_there(street, owner):
    vera = await street.found()

    for member_id, error in ((vera.member_id, errors.NotYourOwn), (new_id(), errors.NoSuchMember), ("x", BadId)):
        await _refused(
            owner,
            street.context_of(vera.caller).write(),
            error,
            lambda tx, member_id=member_id: authority.set_member_state(
                tx,
                vera.caller,
                member_id,
                MemberState.SUSPENDED,
                suspension(vera.member_id, vera),
                2,
                new_id(),
                now=clock.now(),
            ),
        )


@pytest.mark.parametrize("roles", [[], [Role.SECRETARIAT], [Role.AUDITOR, Role.INTAKE]], ids=str)
async def test_an_organisation_gives_only_roles_of_its_kind(street, owner, roles):
    rosa = await street.admit(await street.found(), "A")

    await _refused(
        owner,
        street.context_of(rosa.caller).write(),
        errors.RoleNotForThisMember,
        lambda tx: actions.invite_staff(tx, rosa.caller, "Giulia", roles, new_id(), now=clock.now()),
    )


async def test_a_colleagues_device_waits_until_an_administrators_device_vouches_for_it(street, owner):
    rosa = await street.admit(await street.found(), "A")
    giulia = await street.waiting(rosa, "Giulia", Role.CASEWORKER)
    context = street.context_of(rosa.caller)
    assert await owner.fetch("SELECT * FROM network.caller($1)", giulia.device_id) == []

    key, statement = new_id(), rosa.vouch(giulia)
    for _ in range(2):
        async with context.write() as tx:
            device = await enrolment.approve_device(
                tx, rosa.caller, giulia.device_id, statement, 1, key, now=clock.now()
            )

    assert (device.state, device.version, device.officer) == (DeviceState.ACTIVE, 2, False)
    assert len(await owner.fetch("SELECT * FROM network.caller($1)", giulia.device_id)) == 1
    async with context.read() as tx:
        assert [d.display_name for d in await enrolment.devices(tx, rosa.caller)] == ["Administrator", "Giulia"]


async def test_a_device_is_not_taken_in_on_a_wrong_word(street, owner):
    vera = await street.found()
    rosa, other = await street.admit(vera, "A"), await street.admit(vera, "B")
    giulia = await street.waiting(rosa, "Giulia", Role.CASEWORKER)
    nina = await street.colleague(rosa, "Nina", Role.ORG_ADMIN)
    past = int(clock.now().timestamp()) - 100
    cases = [
        (rosa, rosa.vouch(), 1, errors.NotVouchedFor),
        (rosa, other.vouch(giulia), 1, errors.NotVouchedFor),
        (rosa, rosa.vouch(giulia, member=other.member_id), 1, errors.NotVouchedFor),
        (rosa, rosa.vouch(giulia, nbf=past - 9, exp=past), 1, errors.NotVouchedFor),
        (rosa, b"nothing", 1, errors.NotVouchedFor),
        (nina, nina.vouch(giulia), 1, errors.NotVouchedFor),
        (rosa, rosa.vouch(giulia, officer=True), 1, errors.NotVouchedFor),
        (rosa, rosa.vouch(giulia), 7, errors.StaleVersion),
        (giulia, rosa.vouch(giulia), 1, errors.RoleMissing),
        (other, other.vouch(giulia), 1, errors.NoSuchDevice),
    ]

    for by, statement, version, error in cases:
        await _refused(
            owner,
            street.context_of(by.caller).write(),
            error,
            lambda tx, by=by, statement=statement, version=version: enrolment.approve_device(
                tx, by.caller, giulia.device_id, statement, version, new_id(), now=clock.now()
            ),
        )


async def test_a_lost_device_is_shut_out_at_once_and_stays_out(street, owner):
    rosa = await street.admit(await street.found(), "A")
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    context, key, said = street.context_of(rosa.caller), new_id(), revocation(giulia, rosa)

    for _ in range(2):
        async with context.write() as tx:
            await enrolment.revoke_device(tx, rosa.caller, giulia.device_id, said, 2, key, now=clock.now())

    assert await owner.fetch("SELECT * FROM network.caller($1)", giulia.device_id) == []
    for act in (
        lambda tx: enrolment.revoke_device(tx, rosa.caller, giulia.device_id, said, 3, new_id(), now=clock.now()),
        lambda tx: enrolment.approve_device(
            tx, rosa.caller, giulia.device_id, rosa.vouch(giulia), 3, new_id(), now=clock.now()
        ),
    ):
        await _refused(owner, context.write(), errors.DeviceCannotChange, act)
    ines = await street.colleague(rosa, "Ines", Role.INTAKE)
    await _refused(
        owner,
        context.write(),
        errors.StaleVersion,
        lambda tx: enrolment.revoke_device(
            tx, rosa.caller, ines.device_id, revocation(ines, rosa), 1, new_id(), now=clock.now()
        ),
    )


async def test_the_last_device_that_vouches_for_others_stays(street, owner):
    rosa = await street.admit(await street.found(), "A")

    await _refused(
        owner,
        street.context_of(rosa.caller).write(),
        errors.LastOfficer,
        lambda tx: enrolment.revoke_device(
            tx, rosa.caller, rosa.device_id, revocation(rosa, rosa), 1, new_id(), now=clock.now()
        ),
    )


async def test_a_suspended_organisation_is_not_sealed_to(street, owner):
    rosa = await street.admit(await street.found(), "A")
    await street.publish(rosa)
    await owner.execute("UPDATE network.members SET state = 'SUSPENDED' WHERE id = $1", rosa.member_id)

    async with street.context_of(rosa.caller).read() as tx:
        assert await intake.intake_key(tx, rosa.caller, rosa.member_id, now=clock.now()) is None


async def test_an_invitation_opens_once_and_not_after_a_week(street, owner):
    rosa = await street.admit(await street.found(), "A")
    invitation = await street.invite(rosa, "Giulia", Role.CASEWORKER)
    person = street.person(invitation, frozenset({Role.CASEWORKER}))
    asked = street.enrolment(invitation, person, founder=False)
    late = clock.now() + timedelta(days=8)

    await _refused(
        owner,
        street.nobody.write(realm="node"),
        errors.BadInvitation,
        lambda tx: enrolment.enrol(tx, asked, now=late),
    )
    async with street.nobody.write(realm="node") as tx:
        await enrolment.enrol(tx, asked, now=clock.now())
    again = street.person(invitation, frozenset({Role.CASEWORKER}))
    await _refused(
        owner,
        street.nobody.write(realm="node"),
        errors.BadInvitation,
        lambda tx: enrolment.enrol(tx, street.enrolment(invitation, again, founder=False), now=clock.now()),
    )
    assert invitation.token not in repr(asked)


async def test_a_device_that_does_not_hold_its_keys_is_not_enrolled(street, owner):
    rosa = await street.admit(await street.found(), "A")
    invitation = await street.invite(rosa, "Giulia", Role.CASEWORKER)
    asked = street.enrolment(invitation, street.person(invitation, frozenset({Role.CASEWORKER})), founder=False)

    for bad in (
        replace(asked, sign_key=SigningKey.generate().public),
        replace(asked, seal_key=SealingKey.generate().public),
        replace(asked, seal_key=b"\xff" * 1216),
        replace(asked, proof=bytes(64)),
    ):
        await _refused(
            owner,
            street.nobody.write(realm="node"),
            errors.BadProof,
            lambda tx, bad=bad: enrolment.enrol(tx, bad, now=clock.now()),
        )


async def test_a_founder_who_vouches_for_something_else_is_not_enrolled(street, owner):
    vera = await street.found()
    async with street.context_of(vera.caller).write() as tx:
        _, invitation = await actions.admit_member(
            tx, vera.caller, "A", "IT", MemberKind.MEMBER, "B", new_id(), now=clock.now()
        )
    person = street.person(invitation, frozenset({Role.ORG_ADMIN}))
    asked = street.enrolment(invitation, person, founder=True)

    for bad in (
        replace(asked, officers=None),
        replace(asked, statement=None),
        replace(asked, statement=person.vouch(officer=False)),
        replace(asked, statement=person.vouch(officer=True, member=vera.member_id)),
        replace(asked, statement=vera.vouch(person, officer=True)),
        replace(asked, statement=replace(person, sealing=SealingKey.generate()).vouch(officer=True)),
    ):
        await _refused(
            owner,
            street.nobody.write(realm="node"),
            errors.NotVouchedFor,
            lambda tx, bad=bad: enrolment.enrol(tx, bad, now=clock.now()),
        )


async def test_an_organisation_publishes_its_intake_key_for_each_device_that_opens_post(street, owner):
    rosa = await street.admit(await street.found(), "A")
    giulia = await street.colleague(rosa, "Giulia", Role.INTAKE)
    key = await street.publish(rosa, giulia)

    async with street.context_of(giulia.caller).read() as tx:
        [wrap] = (await epochs.my_post(tx, giulia.caller, 7, now=clock.now())).wraps
        current = await intake.intake_key(tx, giulia.caller, rosa.member_id, now=clock.now())
    assert wrap.public_key == key.public
    assert current is not None
    assert (current.epoch, current.public_key) == (1, key.public)
    async with street.context_of(rosa.caller).read() as tx:
        assert await intake.intake_key(tx, rosa.caller, rosa.member_id, now=clock.now() + timedelta(days=8)) is None


async def test_an_intake_key_on_a_wrong_word_is_not_published(street, owner):
    vera = await street.found()
    rosa, other = await street.admit(vera, "A"), await street.admit(vera, "B")
    giulia = await street.colleague(rosa, "Giulia", Role.INTAKE)
    key = SealingKey.generate()
    good, wraps = epoch_of(rosa, key, [rosa, giulia])
    cases = [
        (rosa, epoch_of(rosa, key, [rosa])[0], wraps[:1], errors.WrapsIncomplete),
        (rosa, good, wraps + wraps[:1], errors.WrapsIncomplete),
        (rosa, good, [], errors.WrapsIncomplete),
        (rosa, good, [*wraps, (other.device_id, wraps[0][1])], errors.WrapsIncomplete),
        (rosa, epoch_of(rosa, key, [rosa, giulia], epoch=2)[0], wraps, errors.EpochTaken),
        (rosa, epoch_of(other, key, [rosa, giulia])[0], wraps, errors.NotVouchedFor),
        (rosa, epoch_of(replace(rosa, member_id=other.member_id), key, [])[0], wraps, errors.NotVouchedFor),
        (rosa, epoch_of(rosa, key, [], now=clock.now() - timedelta(days=9))[0], wraps, errors.NotVouchedFor),
        (giulia, good, wraps, errors.RoleMissing),
    ]
    nina = await street.colleague(rosa, "Nina", Role.ORG_ADMIN)
    readers = [rosa, giulia, nina]
    cases[:] = [(by, epoch_of(rosa, key, readers)[0] if s is good else s, w, e) for by, s, w, e in cases]
    cases.append((nina, *epoch_of(nina, key, readers), errors.NotVouchedFor))

    for by, statement, given, error in cases:
        await _refused(
            owner,
            street.context_of(by.caller).write(),
            error,
            lambda tx, by=by, statement=statement, given=given: intake.publish(
                tx, by.caller, statement, given, new_id(), now=clock.now()
            ),
        )


async def test_the_same_publication_twice_publishes_once(street, owner):
    rosa = await street.admit(await street.found(), "A")
    statement, wraps = epoch_of(rosa, SealingKey.generate(), [rosa])
    key = new_id()

    for _ in range(2):
        async with street.context_of(rosa.caller).write() as tx:
            await intake.publish(tx, rosa.caller, statement, wraps, key, now=clock.now())

    assert await owner.fetchval("SELECT count(*) FROM network.intake_keys") == 1


async def test_a_device_that_comes_later_is_handed_the_intake_key(street, owner):
    rosa = await street.admit(await street.found(), "A")
    key = await street.publish(rosa)
    ines = await street.colleague(rosa, "Ines", Role.INTAKE)
    _, wraps = epoch_of(rosa, key, [ines])
    context, once = street.context_of(rosa.caller), new_id()

    for _ in range(2):
        async with context.write() as tx:
            assert await intake.add_wraps(tx, rosa.caller, 1, wraps, once, now=clock.now()) == 1

    async with street.context_of(ines.caller).read() as tx:
        post = await epochs.my_post(tx, ines.caller, 7, now=clock.now())
    assert [wrap.epoch for wrap in post.wraps] == [1]
    await _refused(
        owner,
        context.write(),
        errors.EpochTaken,
        lambda tx: intake.add_wraps(tx, rosa.caller, 2, wraps, new_id(), now=clock.now()),
    )


async def test_lists_go_on_where_they_stopped(street):
    vera = await street.found()
    for name in ("C", "A", "B"):
        await street.admit(vera, name)

    async with street.context_of(vera.caller).read() as tx:
        first, more = await actions.members(tx, vera.caller, 3, None)
        assert ([m.name for m in first], more) == (["A", "B", "C"], True)
        rest, more = await actions.members(tx, vera.caller, 3, encode_cursor([first[-1].name, first[-1].id]))
    assert ([m.name for m in rest], more) == (["Secretariat (Demo)"], False)


async def test_the_audit_trail_holds_and_shows_a_changed_line(street, owner):
    vera = await street.found()
    rosa = await street.admit(vera, "A")
    await street.colleague(rosa, "Giulia", Role.CASEWORKER)

    async with street.context_of(rosa.caller).read() as tx:
        lines, more = await actions.audit_trail(tx, rosa.caller, None, None, now=clock.now())
        assert [line.action for line in lines] == ["device.approve", "staff.invite"]
        assert not more
    assert await actions.verify_audit(owner, rosa.device_id) is None
    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute("UPDATE network.audit SET action = 'nothing'")
    await owner.execute("ALTER TABLE network.audit DISABLE TRIGGER audit_is_kept")
    await owner.execute("UPDATE network.audit SET action = 'nothing' WHERE seq = 2 AND lane = $1", rosa.device_id)
    assert await actions.verify_audit(owner, rosa.device_id) == 2


async def test_a_caseworker_does_not_read_the_audit_trail(street, owner):
    rosa = await street.admit(await street.found(), "A")
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)

    with pytest.raises(errors.RoleMissing):
        async with street.context_of(giulia.caller).read() as tx:
            await actions.audit_trail(tx, giulia.caller, None, None, now=clock.now())


async def test_an_auditor_reads_all_of_it(street):
    vera = await street.found()
    ada = await street.admit(vera, "Auditors", MemberKind.AUDITOR)

    async with street.context_of(ada.caller).read() as tx:
        lines, more = await actions.audit_trail(tx, ada.caller, 1, None, now=clock.now())
        cursor = encode_cursor([lines[0].at.isoformat(), lines[0].lane, lines[0].seq])
        rest, _ = await actions.audit_trail(tx, ada.caller, 99, cursor, now=clock.now())
        with pytest.raises(Refusal):
            await actions.audit_trail(tx, ada.caller, 1, encode_cursor(["x", "y", 0]), now=clock.now())
    assert more
    assert len(rest) > 2


async def test_a_statement_is_believed_from_the_callers_own_device_only(street):
    vera = await street.found()
    rosa = await street.admit(vera, "A")

    async with street.context_of(vera.caller).read() as tx:
        own = sign_statement("review.v1", {"verdict": "APPROVE"}, vera.signing)
        assert await actions.verify_device_statement(tx, vera.caller, own, "review.v1") == {"verdict": "APPROVE"}
        foreign = sign_statement("review.v1", {}, rosa.signing)
        with pytest.raises(BadSignature):
            await actions.verify_device_statement(tx, vera.caller, foreign, "review.v1")
        with pytest.raises(errors.NotSignedIn):
            await actions.verify_device_statement(tx, replace(vera.caller, device_id=new_id()), own, "review.v1")


async def test_direct_sql_sees_and_changes_its_own_organisation_only(street, owner):
    vera = await street.found()
    rosa, other = await street.admit(vera, "A"), await street.admit(vera, "B")
    await street.publish(rosa)

    async with street.context_of(other.caller).write() as tx:
        for table in ("staff", "invitations", "devices", "intake_wraps", "audit", "idempotency"):
            seen = await tx.fetch(f"SELECT member_id FROM network.{table}")
            assert {row["member_id"] for row in seen} <= {other.member_id}, table
        done = await tx.execute("UPDATE network.devices SET state = 'REVOKED' WHERE id = $1", rosa.device_id)
        assert done == "UPDATE 0"
    for statement in (
        "UPDATE network.members SET state = 'LEFT'",
        "INSERT INTO network.devices (id, member_id, staff_id, sign_key, seal_key, state, enrolled_at)"
        f" VALUES ('{'f' * 32}', '{rosa.member_id}', '{rosa.staff_id}', decode(repeat('00', 32), 'hex'),"
        " decode(repeat('00', 1216), 'hex'), 'PENDING', now())",
        f"INSERT INTO network.staff VALUES ('{'f' * 32}', '{rosa.member_id}', 'X', '{{INTAKE}}', true, now())",
        "DELETE FROM network.audit",
    ):
        before = await _counts(owner)
        try:
            async with street.context_of(vera.caller if "staff" in statement else other.caller).write() as tx:
                assert await tx.execute(statement) == "UPDATE 0"
        except asyncpg.InsufficientPrivilegeError:
            pass
        assert await _counts(owner) == before


def test_the_rules_name_the_realm_a_person_works_in():
    assert rules.realm_of({Role.SECRETARIAT, Role.ORG_ADMIN}) == "secretariat"
    assert rules.realm_of({Role.AUDITOR}) == "auditor"
    assert rules.realm_of({Role.INTAKE}) == "member"
