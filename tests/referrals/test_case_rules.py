"""Who is on a case inside one organisation, and who may have its key: the rules alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from network.model import Caller, Device, DeviceState, Role, StaffDevice
from referrals import case_errors, case_rules
from referrals.case_model import CaseKey, Handed, Team
from referrals.errors import ReferralNotFound
from referrals.model import Actor

NOW = datetime(2026, 11, 25, tzinfo=UTC)
LEYLA, MIRA, HEAD = ("1" * 32, "2" * 32, "3" * 32)
BOTH = Team(frozenset({LEYLA, MIRA}))


def caller(staff=LEYLA, *roles):
    return Caller("b" * 32, staff, "d", frozenset(roles or (Role.INTAKE,)), "member")


def device(name, staff, *roles, state=DeviceState.ACTIVE, expires=None):
    made = Device(name, "b" * 32, staff, b"", b"", state, False, None, NOW, 1, expires)
    return StaffDevice(made, "", frozenset(roles))


DEVICES = [
    device("leyla", LEYLA, Role.INTAKE),
    device("mira", MIRA, Role.INTAKE),
    device("mira's old one", MIRA, Role.INTAKE, state=DeviceState.REVOKED),
    device("mira's late one", MIRA, Role.INTAKE, expires=NOW - timedelta(days=1)),
    device("head", HEAD, Role.ORG_ADMIN),
    device("a caseworker", "4" * 32, Role.CASEWORKER),
]


def key(number=1, wraps=("leyla", "head"), letters=(b"one",), exposed=False):
    return CaseKey(number, exposed, dict.fromkeys(wraps, b""), dict.fromkeys(letters, b""))


def handed(number=1, to=("leyla", "head"), letters=(b"one",)):
    return Handed(number, tuple((one, b"") for one in to), tuple((one, b"") for one in letters))


def test_only_the_two_organisations_work_with_a_case():
    case_rules.ours({Actor.A})
    case_rules.ours({Actor.B, Actor.W})
    with pytest.raises(ReferralNotFound):
        case_rules.ours({Actor.S})


def test_letters_go_to_those_on_the_case_and_to_all_while_nobody_is_on_it():
    case_rules.may_open(Team(), caller())
    case_rules.may_open(BOTH, caller(MIRA))
    for team, who in ((BOTH, HEAD), (Team(frozenset(), frozenset({LEYLA})), LEYLA)):
        with pytest.raises(case_errors.CaseNotYours):
            case_rules.may_open(team, caller(who, Role.ORG_ADMIN))


def test_keys_go_to_an_administrator_too_unless_she_is_barred():
    case_rules.may_keep(BOTH, caller(LEYLA))
    case_rules.may_keep(BOTH, caller(HEAD, Role.ORG_ADMIN))
    with pytest.raises(case_errors.CaseNotYours):
        case_rules.may_keep(BOTH, caller(HEAD))
    with pytest.raises(case_errors.CaseNotYours):
        case_rules.may_keep(replace(BOTH, barred=frozenset({HEAD})), caller(HEAD, Role.ORG_ADMIN))


def test_a_key_reaches_working_devices_of_those_on_the_case_and_of_administrators():
    assert case_rules.readers(BOTH, DEVICES, False, NOW) == {"leyla", "mira", "head"}
    assert case_rules.readers(replace(BOTH, barred=frozenset({HEAD})), DEVICES, False, NOW) == {"leyla", "mira"}
    assert case_rules.readers(Team(frozenset({"4" * 32, LEYLA})), DEVICES, True, NOW) == {"a caseworker", "head"}


WANTED = frozenset({"leyla", "head"})


@pytest.mark.parametrize(
    ("brought", "newest", "anew"),
    [
        (handed(), None, False),
        (handed(to=("leyla", "head", "ceremony")), None, True),
        (handed(to=("head",), letters=()), key(), False),
        (handed(2, letters=(b"one", b"two")), key(), True),
    ],
)
def test_a_key_is_kept_that_reaches_everybody_or_adds_to_the_newest(brought, newest, anew):
    case_rules.check(brought, newest, WANTED, "ceremony", anew=anew)


@pytest.mark.parametrize(
    ("brought", "newest", "anew", "error"),
    [
        (handed(2), None, False, case_errors.CaseKeyTaken),
        (handed(0), None, False, case_errors.CaseKeyTaken),
        (handed(1), key(2), False, case_errors.CaseKeyTaken),
        (handed(1), key(1), True, case_errors.CaseKeyTaken),
        (handed(to=("leyla",)), None, False, case_errors.CaseKeyIncomplete),
        (handed(to=("leyla", "head", "mira")), None, False, case_errors.CaseKeyIncomplete),
        (handed(to=("leyla", "head", "head")), None, False, case_errors.CaseKeyIncomplete),
        (handed(letters=(b"one", b"one")), None, False, case_errors.CaseKeyIncomplete),
        (handed(2, letters=()), key(), False, case_errors.CaseKeyIncomplete),
    ],
)
def test_a_key_that_leaves_somebody_or_a_letter_out_is_refused(brought, newest, anew, error):
    with pytest.raises(error):
        case_rules.check(brought, newest, WANTED, "ceremony", anew=anew)


def test_what_stands_beside_a_key_goes_only_once_that_key_is_whole():
    older = key(1, letters=(b"one", b"two"))
    case_rules.whole([key(2, letters=(b"one", b"two")), older], 2, WANTED)
    for keys, number, error in (
        ([], 1, case_errors.CaseKeyTaken),
        ([key(2), older], 1, case_errors.CaseKeyTaken),
        ([key(2), older], 2, case_errors.CaseKeyIncomplete),
        ([key(1, wraps=("leyla",))], 1, case_errors.CaseKeyIncomplete),
    ):
        with pytest.raises(error):
            case_rules.whole(keys, number, WANTED)


def test_others_take_a_case_on_and_whom_a_conflict_is_about_is_barred():
    team = Team(frozenset({LEYLA}))
    assert case_rules.assigned(team, [MIRA], [], "SHIFT", DEVICES, False, NOW) == Team(frozenset({MIRA}))
    barred = case_rules.assigned(team, [MIRA], [LEYLA], case_rules.CONFLICT, DEVICES, False, NOW)
    assert barred == Team(frozenset({MIRA}), frozenset({LEYLA}))


@pytest.mark.parametrize(
    ("to", "named", "reason", "error"),
    [
        ([MIRA], [LEYLA], "SHIFT", case_errors.ConflictUnnamed),
        ([MIRA], [], case_rules.CONFLICT, case_errors.ConflictUnnamed),
        ([], [], "SHIFT", case_errors.NoSuchColleague),
        (["4" * 32], [], "SHIFT", case_errors.NoSuchColleague),
        (["9" * 32], [], "SHIFT", case_errors.NoSuchColleague),
        ([MIRA], ["9" * 32], case_rules.CONFLICT, case_errors.NoSuchColleague),
        ([MIRA], [MIRA], case_rules.CONFLICT, case_errors.ColleagueBarred),
        ([HEAD], [], "OTHER", case_errors.ColleagueBarred),
    ],
)
def test_people_are_put_on_a_case_who_work_there_and_are_not_barred(to, named, reason, error):
    with pytest.raises(error):
        case_rules.assigned(Team(frozenset({LEYLA}), frozenset({HEAD})), to, named, reason, DEVICES, False, NOW)


def test_nobody_leaves_so_that_the_key_is_lost():
    case_rules.leave(None, frozenset())
    case_rules.leave(key(wraps=()), frozenset())
    case_rules.leave(key(), frozenset({"head"}))
    with pytest.raises(case_errors.CaseKeyMissing):
        case_rules.leave(key(), frozenset({"mira"}))
