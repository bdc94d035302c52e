"""A recipient's device forgets an ended referral and says so, signed; the sender sees who has not."""

import pytest

from client.erasing import NotReceived, StillOpen
from client.errors import NodeAway
from client.outbox import Waiting
from tests.client.bent import end_of

ANOTHER = "f" * 32


def remembered(street, person, case):
    """Name the files of a device that know of a case."""
    return [path for path in (street.homes / person).rglob("*") if path.is_file() and case.id in path.name]


def owed(street, person, case):
    return [one for one in street.does(person, "open-erasures", "--first", "100") if one["referralId"] == case.id]


def test_after_her_withdrawal_the_recipient_erases_and_says_so_and_the_list_is_shorter(street, sent):
    case = sent()
    street.does("leyla", "open", case.id)
    assert remembered(street, "leyla", case)
    street.does("nobody", "withdraw", case.card)

    [before] = owed(street, "giulia", case)
    first = street.does("leyla", "erase", case.id, "--yes")
    again = street.does("leyla", "erase", case.id, "--yes")

    assert (before["because"], before["toMemberId"]) == ("WITHDRAWN", street.members["vienna"])
    assert first == again
    assert first["referralId"] == case.id
    assert remembered(street, "leyla", case) == []
    assert owed(street, "giulia", case) == owed(street, "leyla", case) == []


def test_a_device_forgets_a_withdrawn_case_as_soon_as_it_looks_at_its_list(street, sent):
    case = sent()
    street.does("leyla", "open", case.id)
    street.does("nobody", "withdraw", case.card)

    street.does("leyla", "inbox", "--first", "100")

    assert remembered(street, "leyla", case) == []
    assert len(owed(street, "giulia", case)) == 1


def test_nothing_is_attested_before_a_person_says_that_paper_is_destroyed_too(street, sent):
    case = sent()
    street.does("leyla", "open", case.id)
    street.does("nobody", "withdraw", case.card)

    done = street.run("leyla", "erase", case.id, given="n\n")

    assert done.code == 1
    assert "printed" in done.out + done.err
    assert remembered(street, "leyla", case)
    assert len(owed(street, "giulia", case)) == 1


def test_who_may_not_erase_says_why_and_the_sender_sees_it(street, sent):
    case = sent()
    street.does("leyla", "open", case.id)
    street.does("nobody", "withdraw", case.card)

    street.does("leyla", "erase", case.id, "--kept-because", "LEGAL_HOLD")

    assert [one["keptBecause"] for one in owed(street, "giulia", case)] == ["LEGAL_HOLD"]
    assert remembered(street, "leyla", case)
    said = street.run("giulia", "open-erasures", "--first", "100").out
    assert "keeps it because of LEGAL_HOLD" in said.replace("\n", " ")


async def test_a_live_referral_is_not_erased(street, sent):
    case = sent()
    leyla, _ = end_of(street, "leyla")
    await leyla.open(case.id)

    with pytest.raises(StillOpen):
        await leyla.erase(case.id)

    assert leyla.keys.case(case.id) is not None


async def test_the_sender_attests_nothing(street, sent):
    case = sent()
    street.does("nobody", "withdraw", case.card)
    giulia, line = end_of(street, "giulia")

    with pytest.raises(NotReceived):
        await giulia.erase(case.id)

    assert not any("attestErasure" in one["query"] for one in line.asked)


async def test_a_cut_line_leaves_the_device_erased_and_the_word_is_given_again(street, sent):
    case = sent()
    leyla, line = end_of(street, "leyla")
    await leyla.open(case.id)
    leyla.outbox.put(Waiting("e" * 32, case.id, "declineReferral", "DeclineInput", "x", "m", {}))
    leyla.outbox.put(Waiting("d" * 32, ANOTHER, "declineReferral", "DeclineInput", "x", "m", {}))
    street.does("nobody", "withdraw", case.card)
    line.lose_request = "attestErasure"

    with pytest.raises(NodeAway):
        await leyla.erase(case.id)
    left = [one.referral for one in leyla.outbox.all()]
    leyla.outbox.drop("d" * 32)
    line.lose_request = ""
    attested = await leyla.erase(case.id)

    assert left == [ANOTHER]
    assert remembered(street, "leyla", case) == []
    assert attested["at"]
