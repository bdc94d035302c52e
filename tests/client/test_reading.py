"""An end believes nothing that a node says: every check again, here, before a word is shown or a key is used."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from client import agreed as consents
from client import keystore, reading, sending
from client.agreed import Opening
from client.errors import ConsentEnded, NotTrusted, OfficersChanged
from crypto import consent as tokens
from crypto.envelope import Envelope
from crypto.errors import CryptoError, NotAllowed, Tampered
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey
from crypto.sealing import Sender, blocks, seal
from crypto.signing import EpochStatement, OfficersStatement, read_statement, sign_statement
from kit import clock
from tests.client.bent import end_of
from tests.client.conftest import FACTS, PASSPHRASE, compare


def now():
    return int(clock.now().timestamp())


def changed(name, value):
    def bend(said):
        said[name] = value

    return bend


def letters(change):
    def bend(said):
        said["envelopes"] = change(said["envelopes"])

    return bend


async def nothing_is_shown(end, case, kind, reason=None):
    with pytest.raises(kind) as caught:
        await end.open(case.id)
    if reason:
        assert caught.value.reason == reason
    assert "Invented" not in str(caught.value)
    assert end.keys.case(case.id) is None


async def test_a_letter_is_shown_with_what_she_agreed_to(street, sent):
    leyla, _ = end_of(street, "leyla")
    [letter] = await leyla.open(sent().id)

    assert {name: one["data"] for name, one in letter.body["blocks"].items()} == FACTS
    assert letter.dropped == ()


async def test_a_letter_of_another_referral_is_not_shown(street, sent):
    one, other = sent(), sent()
    leyla, line = end_of(street, "leyla")
    foreign = await leyla.letters(other.id)
    line.bends["envelopes"] = letters(lambda _: foreign)

    await nothing_is_shown(leyla, one, NotAllowed, "referral")


async def test_a_letter_of_a_third_organisation_is_not_shown(street, sent):
    case = sent()
    leyla, line = end_of(street, "leyla")
    vera, _ = end_of(street, "vera")
    [kept] = await leyla.letters(case.id)
    context = replace(Envelope.parse(kept["data"]).header.context, sender=vera.keys.member_id, seq=7)
    _, key = await vera.intake_key_of(street.members["vienna"])
    sender = Sender(vera.keys.signing, await vera.own_statement())
    strange = seal("status", {"words": "Invented"}, context=context, sender=sender, recipients=[key])
    told = {
        "fromMemberId": vera.keys.member_id,
        "envelopeId": b64u(strange.env_id),
        "data": strange.to_bytes().decode(),
    }
    line.bends["envelopes"] = letters(lambda kept: [*kept, {**kept[0], **told}])

    await nothing_is_shown(leyla, case, NotAllowed, "sender")


async def test_a_letter_under_another_name_is_not_shown(street, sent):
    case = sent()
    leyla, line = end_of(street, "leyla")
    line.bends["envelopes"] = letters(lambda kept: [{**kept[0], "envelopeId": b64u(b"x" * 32)}])

    await nothing_is_shown(leyla, case, NotAllowed, "order")


async def test_a_letter_that_stands_twice_is_not_shown(street, sent):
    case = sent()
    leyla, line = end_of(street, "leyla")
    line.bends["envelopes"] = letters(lambda kept: kept * 2)

    await nothing_is_shown(leyla, case, NotAllowed, "order")


def answered(street, case):
    street.does("leyla", "acknowledge", case.id)
    street.does("leyla", "ask", case.id, "--category", "NEED")
    street.does("giulia", "answer", case.id, street.file("a.json", {"NEED": {"hours": "mornings"}}))


@pytest.mark.parametrize("keep_back", [lambda kept: kept[1:], lambda kept: [{**kept[0], "data": None}, kept[1]]])
async def test_a_letter_that_is_deleted_or_kept_back_is_said_to_be_missing(street, sent, keep_back):
    case = sent()
    answered(street, case)
    leyla, line = end_of(street, "leyla")
    assert [one.missing for one in await leyla.open(case.id)] == [0, 0]

    line.bends["envelopes"] = letters(keep_back)

    assert [(one.typ, one.missing) for one in await leyla.open(case.id)] == [("reply", 1)]


async def test_a_letter_before_the_one_that_it_answers_is_not_shown(street, sent):
    case = sent()
    answered(street, case)
    leyla, line = end_of(street, "leyla")
    line.bends["envelopes"] = letters(lambda kept: kept[::-1])

    await nothing_is_shown(leyla, case, NotAllowed, "order")


async def test_the_terminal_says_that_a_letter_is_missing(street, sent, monkeypatch):
    from client.holding import Holding

    case, whole = sent(), Holding.letters_of_case
    answered(street, case)

    async def fewer(self, referral_id):
        listed, keys = await whole(self, referral_id)
        return listed[1:], keys

    monkeypatch.setattr(Holding, "letters_of_case", fewer)

    assert "ONE LETTER IS MISSING BEFORE THIS ONE" in street.run("leyla", "open", case.id).out


async def test_a_letter_that_was_changed_is_not_shown(street, sent):
    case = sent()
    leyla, line = end_of(street, "leyla")

    def flip(kept):
        data = kept[0]["data"]
        at = data.index('"commit":"') + 12
        return [{**kept[0], "data": data[:at] + ("A" if data[at] != "A" else "B") + data[at + 1 :]}]

    line.bends["envelopes"] = letters(flip)
    await nothing_is_shown(leyla, case, Tampered)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [("listingVersion", 99, "version"), ("listingId", "0" * 32, "listing"), ("fromMemberId", "vienna", "consent")],
)
async def test_a_letter_for_another_service_version_or_sender_is_not_shown(street, sent, field, value, reason):
    case = sent()
    leyla, line = end_of(street, "leyla")
    line.bends["referral"] = changed(field, street.members.get(value, value) if field == "fromMemberId" else value)

    await nothing_is_shown(leyla, case, NotAllowed, reason)


async def test_nothing_is_shown_when_her_consent_does_not_hold_any_more(street, sent):
    case = sent()
    leyla, line = end_of(street, "leyla")
    line.bends["consent"] = changed("status", "REVOKED")
    await nothing_is_shown(leyla, case, ConsentEnded)


async def test_a_token_that_a_stranger_signed_is_not_believed(street, sent):
    case = sent()
    leyla, line = end_of(street, "leyla")
    given = {}
    line.bends["consent"] = given.update
    await leyla.open(case.id)
    fresh, line = end_of(street, "leyla")
    fresh.keys.forget_case(case.id)
    said = tokens.parse(unb64u(given["token"])).token
    line.bends["consent"] = changed("token", b64u(tokens.sign(said, SigningKey.generate())))

    await nothing_is_shown(fresh, case, NotAllowed, "consent")


async def test_only_a_device_of_the_sender_signs_a_token(street, sent):
    case = sent()
    giulia, _ = end_of(street, "giulia")
    token = unb64u(giulia.keys.case(case.id)["token"])
    rome, statement = street.members["rome"], await giulia.own_statement()
    stranger = sign_statement("device.v1", read_statement(statement).body, SigningKey.generate())

    assert (await giulia.signed_by(token, [statement], rome)).id == tokens.parse(token).token.id
    for statements in ([], [b"x"], [stranger]):
        with pytest.raises(NotAllowed, match="does not belong"):
            await giulia.signed_by(token, statements, rome)


async def test_what_she_did_not_agree_to_is_dropped_and_named(street, agreed):
    case = agreed("--field", "CONTACT.name", "--field", "NEED")
    giulia, _ = end_of(street, "giulia")
    good = await giulia.seal_letter(case.id, "referral", blocks({"NEED": FACTS["NEED"]}))
    context = Envelope.parse(good).header.context
    opening = Opening.parse(giulia.keys.case(case.id)["opening"])
    body = blocks({**FACTS, consents.CARRIED: {**opening.to_json(), "signer": None}})
    _, key = await giulia.intake_key_of(street.members["vienna"])
    sender = Sender(giulia.keys.signing, await giulia.own_statement())
    await giulia.send_envelope(
        case.id, seal("referral", body, context=context, sender=sender, recipients=[key]).to_bytes()
    )

    leyla, _ = end_of(street, "leyla")
    [letter] = await leyla.open(case.id)
    assert letter.dropped == ("CONTACT.phone",)
    assert {name: one["data"] for name, one in letter.body["blocks"].items()} == {
        "CONTACT": {"name": "Invented"},
        "NEED": FACTS["NEED"],
    }
    shown = street.run("leyla", "open", case.id).out
    assert "NOT SHOWN, she did not agree to it; tell the sender: CONTACT.phone" in shown


@pytest.mark.parametrize("forged", ["fields", "record"])
async def test_a_list_of_fields_or_a_record_that_she_was_not_shown_is_not_believed(street, agreed, forged):
    case = agreed("--field", "CONTACT.name", "--field", "NEED")
    giulia, _ = end_of(street, "giulia")
    known = giulia.keys.case(case.id)
    opening = Opening.parse(known["opening"])
    wrong = replace(opening, fields=("CONTACT", "NEED")) if forged == "fields" else replace(opening, record={"x": "y"})
    giulia.keys._cases[case.id] = {**known, "opening": wrong.to_json()}
    await giulia.send(case.id, {"NEED": FACTS["NEED"]})

    leyla, _ = end_of(street, "leyla")
    await nothing_is_shown(leyla, case, NotAllowed, "consent")


async def test_a_colleague_sends_under_a_consent_that_another_device_recorded(street, agreed):
    case = agreed()
    compare(street, "rome", "rome", "leyla", "vienna")
    street.does("rome", "refer", case.id, case.facts)

    leyla, _ = end_of(street, "leyla")
    [letter] = await leyla.open(case.id)
    assert set(letter.body["blocks"]) == set(FACTS)


def _forged_officers(member):
    key = SigningKey.generate()
    return key, b64u(sign_statement("officers.v1", OfficersStatement(member, (key.public,), 1, 0).body(), key))


async def test_officers_are_remembered_at_the_first_meeting_and_a_change_is_refused(street, sent):
    case = sent()
    rome = street.members["rome"]
    leyla, line = end_of(street, "leyla")
    await leyla.officers_of(rome)
    _, statement = _forged_officers(rome)

    def bend(said):
        if said["id"] == rome:
            said["officers"] = statement

    line.bends["member"] = bend
    with pytest.raises(OfficersChanged) as caught:
        await leyla.open(case.id)
    assert str(caught.value).startswith(f"Other people vouch for this organisation ({rome})")
    assert leyla.keys.pins[rome] == (await end_of(street, "leyla")[0].officers_of(rome))
    assert (await leyla.trust(rome))["known"] == "CHANGED"


async def test_the_first_meeting_of_another_program_of_this_device_counts_too(street, tmp_path):
    vera_first, _ = end_of(street, "vera")
    vera_second, line = end_of(street, "vera")
    for end in (vera_first, vera_second):
        end.keys.path = tmp_path / "keys.json"
        end.keys.pins.clear()
    rome = street.members["rome"]
    met = await vera_first.officers_of(rome)
    _, statement = _forged_officers(rome)
    line.bends["member"] = changed("officers", statement)

    with pytest.raises(OfficersChanged):
        await vera_second.officers_of(rome)
    assert keystore.load(tmp_path, PASSPHRASE).pins[rome] == met


@pytest.mark.parametrize("statement", [None, "", "x", "AAAA"])
async def test_an_organisation_for_which_nobody_signed_is_not_sealed_to(street, agreed, statement):
    case = agreed()
    giulia, line = end_of(street, "giulia")
    line.bends["member"] = changed("officers", statement)

    with pytest.raises(NotTrusted):
        await giulia.send(case.id, FACTS)
    assert line.sent("sendReferral") == []


@pytest.mark.parametrize("victim", ["vienna", "rome"])
async def test_nothing_is_sealed_to_a_key_that_the_node_made_up(street, agreed, victim):
    """The second one is our own copy: sealed to a key of the node, it would let the node read everything."""
    case = agreed()
    giulia, line = end_of(street, "giulia")
    evil, stranger = SealingKey.generate(), SigningKey.generate()
    member = street.members[victim]
    said = EpochStatement(member, 1, evil.public, now() - 60, now() + 3600)
    forged = b64u(sign_statement("epoch.v1", said.body(), stranger))

    def bend(given):
        if given["memberId"] == member:
            given.update(publicKey=b64u(evil.public), statement=forged)

    line.bends["intakeKey"] = bend
    if victim == "vienna":
        line.bends["keyProof"] = lambda given: given["epoch"].update(entry=forged)
    with pytest.raises(NotTrusted):
        await giulia.send(case.id, FACTS)
    assert line.sent("sendReferral") == []


async def test_no_intake_key_is_wrapped_for_a_device_that_nobody_vouched_for(street):
    rome, line = end_of(street, "rome")
    evil = SealingKey.generate()

    def bend(said):
        for one in said["devices"]:
            if one["id"] != rome.keys.device_id:
                one.update(sealKey=b64u(evil.public), state="ACTIVE", statement=None)

    line.bends["devices"] = bend
    with pytest.raises(NotTrusted):
        await rome.publish_intake_key()
    assert line.sent("publishIntakeKey") == []


async def test_a_node_that_swaps_a_sealing_key_gets_no_wrap(street):
    rome, line = end_of(street, "rome")
    evil = SealingKey.generate()
    line.bends["devices"] = lambda said: [one.update(sealKey=b64u(evil.public)) for one in said["devices"]]

    epoch = await rome.publish_intake_key()
    wraps = line.sent("publishIntakeKey")[0]["wraps"]
    giulia, _ = end_of(street, "giulia")
    await giulia.fetch_intake_keys()
    assert epoch in giulia.keys.intake
    for one in wraps:
        with pytest.raises(CryptoError):
            unwrapped(evil, rome, epoch, one)


def unwrapped(key, end, epoch, one):
    from crypto.wrapping import unwrap_seed

    return unwrap_seed(unb64u(one["wrap"]), key, member=end.keys.member_id, epoch=epoch, to_device=one["deviceId"])


async def test_a_letter_that_has_run_out_does_not_hide_the_newer_ones(street, sent, monkeypatch):
    case = sent()
    street.does("leyla", "acknowledge", case.id)
    street.does("leyla", "ask", case.id, "--category", "NEED")
    giulia, _ = end_of(street, "giulia")
    monkeypatch.setattr(sending, "LETTER_DAYS", 60)
    await giulia.answer_information(case.id, {"NEED": {"hours": "mornings"}})

    leyla, _ = end_of(street, "leyla")
    monkeypatch.setattr(reading, "clock", SimpleNamespace(now=lambda: clock.now() + timedelta(days=30)))
    assert [one.typ for one in await leyla.open(case.id)] == ["reply"]


def test_what_is_opened_never_shows_in_a_repr():
    from client.reading import Letter

    assert "MARKER" not in repr(Letter("referral", "a" * 32, {"MARKER": 1}, (), b"MARKER"))
    assert "MARKER" not in repr(Opening(("NEED",), {"MARKER": 1}, b"MARKER", b"MARKER"))
