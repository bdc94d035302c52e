"""A letter whose arrival is not known goes out again as it was: stored once, with the same receipt."""

import pytest

from client.errors import LetterWaiting, NodeAway, NodeRefused
from client.outbox import Outbox
from crypto.sealing import blocks
from tests.client.bent import end_of
from tests.client.conftest import FACTS

MORE = {"NEED": {"goal": "German B1"}}


async def test_a_letter_whose_receipt_was_lost_goes_out_again_the_same_after_a_restart(street, agreed):
    case = agreed()
    first, line = end_of(street, "giulia")
    line.lose_answer = "sendReferral"
    with pytest.raises(NodeAway):
        await first.send(case.id, FACTS)
    del first

    again, second = end_of(street, "giulia")
    receipt = await again.send(case.id, FACTS)

    assert receipt["stored"] == "ALREADY"
    assert second.sent("sendReferral") == line.sent("sendReferral")
    assert (await again.send_envelope(case.id, line.sent("sendReferral")[0]["envelope"].encode()))["at"] == receipt[
        "at"
    ]
    assert again.outbox.of(case.id) is None
    assert len(await again.letters(case.id)) == 1


async def test_a_letter_that_never_arrived_is_stored_when_it_goes_out_again(street, agreed):
    case = agreed()
    first, line = end_of(street, "giulia")
    line.lose_request = "sendReferral"
    with pytest.raises(NodeAway):
        await first.send(case.id, FACTS)

    again, second = end_of(street, "giulia")
    [receipt] = [one for one in await again.resend() if one["referralId"] == case.id]

    assert receipt["stored"] == "STORED"
    assert second.sent("sendReferral") == line.sent("sendReferral")
    assert Outbox(street.homes / "giulia").all() == []


async def test_a_crash_between_sealing_and_sending_loses_no_letter(street, agreed, monkeypatch):
    case = agreed()
    first, _ = end_of(street, "giulia")

    async def power_fails(*arguments):
        raise SystemExit

    monkeypatch.setattr(first, "_change", power_fails)
    with pytest.raises(SystemExit):
        await first.send(case.id, FACTS)

    kept = Outbox(street.homes / "giulia").of(case.id)
    again, second = end_of(street, "giulia")
    await again.send(case.id, FACTS)
    assert second.sent("sendReferral") == [kept.asked]


async def test_other_facts_wait_until_the_first_letter_has_an_answer(street, agreed):
    case = agreed()
    end, line = end_of(street, "giulia")
    line.lose_request = "sendReferral"
    with pytest.raises(NodeAway):
        await end.send(case.id, FACTS)

    with pytest.raises(LetterWaiting):
        await end.send(case.id, MORE)

    line.lose_request = ""
    assert (await end.send(case.id, FACTS))["stored"] == "STORED"
    assert len(line.sent("sendReferral")) == 2


async def test_a_letter_that_the_node_refuses_is_let_go(street, agreed):
    case = agreed()
    end, _ = end_of(street, "giulia")
    envelope = await end.seal_letter(case.id, "referral", blocks(FACTS))

    with pytest.raises(NodeRefused):
        await end.send_envelope(case.id, envelope, version=99)
    assert end.outbox.of(case.id) is None


async def test_a_sign_in_that_fails_lets_no_letter_go(street, agreed):
    case = agreed()
    end, _ = end_of(street, "giulia")
    envelope = await end.seal_letter(case.id, "referral", blocks(FACTS))
    stranger = type(end.keys.signing).generate()
    end.wire._token, end.wire.key = "", stranger

    with pytest.raises(NodeRefused):
        await end.send_envelope(case.id, envelope, version=1)
    assert end.outbox.of(case.id) is not None
    end.outbox.drop(end.outbox.of(case.id).key)


async def test_a_sealed_decline_goes_out_once_too(street, sent):
    case = sent()
    leyla, line = end_of(street, "leyla")
    await leyla.open(case.id)
    await leyla.acknowledge(case.id)
    line.lose_answer = "declineReferral"
    with pytest.raises(NodeAway):
        await leyla.decline(case.id, "OTHER", {"note": "why"})

    again, second = end_of(street, "leyla")
    assert (await again.decline(case.id, "OTHER", {"note": "why"}))["state"] == "DECLINED"
    assert second.sent("declineReferral") == line.sent("declineReferral")
    assert [one["kind"] for one in await again.letters(case.id)].count("STATUS") <= 1
    assert len(await again.letters(case.id)) == 2


async def test_nothing_in_the_outbox_can_be_read_by_who_finds_it(street, agreed):
    case = agreed()
    end, line = end_of(street, "giulia")
    line.lose_request = "sendReferral"
    with pytest.raises(NodeAway):
        await end.send(case.id, {"CONTACT": {"name": "MARKER-person"}})

    for path in (street.homes / "giulia").rglob("*"):
        assert not path.is_file() or b"MARKER-person" not in path.read_bytes()
    assert "MARKER-person" not in repr(end.outbox.of(case.id))
    line.lose_request = ""
    await end.resend()


async def test_a_consent_whose_answer_was_lost_leaves_the_card_and_can_be_sent_under(street, listings):
    from kit import clock

    end, line = end_of(street, "giulia")
    chosen = [(one.split("@")[0], int(one.split("@")[1])) for one in listings[:2]]
    need = await end.open_need("LANGUAGE_COURSE", clock.now().date())
    step = await end.show_options(await end.draft(need["id"], *chosen[0]), chosen)
    cards = []
    line.lose_answer = "recordConsent"
    with pytest.raises(NodeAway):
        await end.record_consent(step, ["CONTACT", "NEED"], keep_card=cards.append)

    again, _ = end_of(street, "giulia")
    assert (await again.send(step["referralId"], FACTS))["stored"] == "STORED"
    assert (await again.withdraw(cards[0]["withdraw"]))["referralsStopped"] == 1


async def test_an_enrolment_whose_answer_was_lost_keeps_its_keys(street, tmp_path):
    from client import keystore
    from client.errors import EnrolmentUnknown
    from client.session import Tolerant
    from client.wire import Wire
    from tests.client.bent import Bent

    invitation = street.does("rome", "invite", "--role", "CASEWORKER", given="Paola\n")
    line = Bent()
    line.lose_answer = "enrolDevice"
    with pytest.raises(NodeAway):
        await Tolerant(Wire(street.address, transport=line)).enrol(invitation, home=tmp_path, passphrase="word")

    kept = keystore.load(tmp_path, "word")
    with pytest.raises(EnrolmentUnknown, match=kept.device_id):
        await Tolerant(Wire(street.address)).enrol(invitation, home=tmp_path, passphrase="word", pending=kept)
    street.does("rome", "approve", kept.device_id)
    code = await Tolerant(Wire(street.address), keystore.load(tmp_path, "word")).code()
    street.does("rome", "approve", kept.device_id, "--code", code)
    me = await Tolerant(Wire(street.address), keystore.load(tmp_path, "word")).me()
    assert me["deviceId"] == kept.device_id
