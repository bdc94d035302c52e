"""A referral is sealed only to words that two reviewers signed where everybody sees it, whatever the node shows."""

import json
from typing import Any

import pytest

from client import log_errors
from client.errors import KeysDamaged, NodeRefused
from client.keystore import Keystore
from client.listed import Listed
from client.listed_errors import ListingWithdrawn, WordsNotSigned
from client.words import FILE
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import sign_entry, words_hash
from crypto.signing import DeviceStatement
from kit.ids import new_id
from tests.client.bent import end_of
from tests.client.conftest import FACTS
from tests.client.simulated_log import Simulated, now

SALT, WORDS = bytes(range(32)), '{"provider":{"name":"Kontaktstelle (Demo)"},"serviceTypes":["LANGUAGE_COURSE"]}'
LISTING = "ab" * 16


class Reviewed(Simulated):
    """A log whose first entry is the secretariat's, with three reviewers, and a node that shows words."""

    def __init__(self) -> None:
        super().__init__()
        self.reviewers = [self.device(SigningKey.generate()) for _ in range(3)]
        self.said = {"words": WORDS, "salt": b64u(SALT), "until": 0}
        self.code = ""

    def device(self, key: SigningKey, member: str = "", officer: SigningKey | None = None) -> SigningKey:
        seal = SealingKey(key.seed).public
        said = DeviceStatement(member or self.member, key.kid, key.public, seal, now() - 60, now() + 9_999, False)
        self.add(sign_entry("device.v1", said.body(), officer or self.officer))
        return key

    def sign(self, *keys: SigningKey, words: str = WORDS, **more: Any) -> None:
        body = {"member": self.member, "listing": LISTING, "rev": 1, "nbf": now() - len(self.entries),
                "exp": now() + 999, "hash": b64u(words_hash(SALT, words.encode())), **more}  # fmt: skip
        for key in keys:
            self.add(sign_entry("listing.v1", body, key))

    def stop(self, key: SigningKey, member: str = "") -> None:
        body = {"member": member or self.member, "listing": LISTING, "rev": 1, "nbf": now() - len(self.entries)}
        self.add(sign_entry("listing-withdrawn.v1", body, key))

    def answer(self, query: str, asked: dict[str, Any]) -> dict[str, Any]:
        if "listingWords" in query:
            if self.code:
                raise NodeRefused(self.code, "No.")
            return {"listingWords": self.said}
        return super().answer(query, asked)


@pytest.fixture
def log() -> Reviewed:
    return Reviewed()


@pytest.fixture
def keys(tmp_path, log, monkeypatch) -> Keystore:
    monkeypatch.setattr(Keystore, "save", lambda keys, **_: None)
    mine = (SigningKey.generate(), SealingKey.generate())
    return Keystore(
        new_id(), new_id(), *mine, path=tmp_path / "keys.json", terms=log.answer("logTerms", {})["logTerms"]
    )


async def test_words_that_two_reviewers_signed_are_shown_and_read_once(log, keys, monkeypatch):
    one, two, _ = log.reviewers
    log.sign(one, two)

    assert await log.end(keys).words(LISTING, 1) == json.loads(WORDS)

    fetched = []
    handle = log.handle
    monkeypatch.setattr(log, "handle", lambda request: fetched.append(request.url.path) or handle(request))
    assert await log.end(keys).words(LISTING, 1) == json.loads(WORDS)
    assert not [path for path in fetched if "entries" in path]
    kept = (keys.home / FILE).read_bytes()
    assert LISTING.encode() not in kept


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("bent", ["words", "salt", "spelling", "version", "nothing", "text"])
async def test_a_node_that_shows_other_words_is_found_out(log, keys, bent, version):
    one, two, _ = log.reviewers
    log.sign(one, two, rev=version)
    log.said = {
        "words": {**log.said, "words": WORDS.replace("LANGUAGE_COURSE", "EMPLOYER")},
        "salt": {**log.said, "salt": b64u(bytes(32))},
        "spelling": {**log.said, "words": WORDS.replace(":", ": ")},
        "version": log.said,
        "nothing": {"words": None, "salt": None},
        "text": {**log.said, "words": "not json"},
    }[bent]
    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, version + (bent == "version"))


async def test_one_reviewer_is_not_two(log, keys):
    one, two, _ = log.reviewers
    log.sign(one)
    log.sign(one, exp=now() + 500)
    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, 1)
    log.sign(two, words=WORDS + " ")
    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, 1)
    log.sign(two)
    assert await log.end(keys).words(LISTING, 1)


async def test_devices_of_others_and_those_that_were_shut_out_do_not_count(log, keys):
    one, two, _ = log.reviewers
    stranger = log.device(SigningKey.generate(), officer=SigningKey.generate())
    theirs = log.device(SigningKey.generate(), member=new_id())
    log.sign(one, stranger, theirs, SigningKey.generate())
    log.sign(theirs, member=new_id())
    log.add(sign_entry("device-revoked.v1", {"member": log.member, "device": two.kid, "nbf": 1}, log.officer))
    log.sign(two)
    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, 1)


async def test_signatures_end_and_begin(log, keys):
    one, two, third = log.reviewers
    log.sign(one, exp=now() - 1, nbf=now() - 99)
    log.sign(two)
    log.sign(third, nbf=now() + 900)
    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, 1)
    log.sign(one)
    assert await log.end(keys).words(LISTING, 1)


async def test_new_words_end_the_old_ones(log, keys):
    one, two, third = log.reviewers
    log.sign(one, two)
    log.sign(two, third, rev=2, words="{}")
    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, 1)
    log.said = {**log.said, "words": "{}"}
    assert await log.end(keys).words(LISTING, 2) == {}


async def test_what_was_stopped_is_not_sent_to_until_a_reviewer_offers_it_again(log, keys):
    one, two, third = log.reviewers
    log.sign(one, two)
    log.stop(SigningKey.generate(), member=new_id())
    log.stop(one)
    for end in (log.end(keys), log.end(keys)):
        with pytest.raises(ListingWithdrawn):
            await end.words(LISTING, 1)
    log.sign(SigningKey.generate())
    with pytest.raises(ListingWithdrawn):
        await log.end(keys).words(LISTING, 1)
    log.sign(third)
    assert await log.end(keys).words(LISTING, 1)


async def test_officers_whom_the_old_ones_or_a_person_did_not_take_in_vouch_for_no_reviewer(log, keys):
    one, new, lost = log.reviewers[0], SigningKey.generate(), SigningKey.generate()
    log.officers.append(log.say_officers(1, [new], 1, new))
    log.sign(one, log.device(lost, officer=new))
    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, 1)

    keys.pins[log.member] = [new.public]
    assert await log.end(keys).words(LISTING, 1)

    third = SigningKey.generate()
    log.say_officers(2, [third], 1, new, third)
    keys.pins[log.member] = [third.public]
    log.sign(log.device(SigningKey.generate(), officer=third), log.reviewers[1])
    assert await log.end(keys).words(LISTING, 1)


async def test_services_that_nobody_signed_are_sent_to_only_where_all_are_invented(log, keys):
    end = log.end(keys)
    log.code = "WORDS_NOT_LISTED"
    with pytest.raises(WordsNotSigned):
        await end.words(LISTING, 1)
    end.demonstration = True
    assert await end.words(LISTING, 1) == {}
    log.sign(log.reviewers[0])
    with pytest.raises(WordsNotSigned):
        await end.words(LISTING, 1)
    log.code = "LISTING_NOT_FOUND"
    with pytest.raises(NodeRefused):
        await end.words(LISTING, 1)


async def test_entries_that_were_not_signed_teach_nothing(log, keys):
    log.sign(*log.reviewers[:2])
    true, log.entries[-1] = log.entries[-1], log.entries[-3]
    end = log.end(keys)
    for _ in range(2):
        with pytest.raises(log_errors.NotInLog):
            await end.words(LISTING, 1)
    log.entries[-1] = b"no entry"
    with pytest.raises(log_errors.NotInLog):
        await end.words(LISTING, 1)
    assert not (keys.home / FILE).exists()
    log.entries[-1] = true
    assert await end.words(LISTING, 1)


async def test_a_file_that_was_changed_is_not_believed(log, keys):
    (keys.home / FILE).write_bytes(b"changed")
    with pytest.raises(KeysDamaged):
        await log.end(keys).words(LISTING, 1)


def test_what_was_read_is_written_down_and_read_again():
    listed = Listed(root="a", words={LISTING: {"1 h": {"d": [1, 2]}}}, stopped=["x"])
    assert Listed(**json.loads(json.dumps(listed.dump()))) == listed
    assert unb64u(listed.frontier)


def test_it_is_said_in_words_that_nobody_signed_an_invented_service(street, listings):
    listing = listings[0].split("@")[0]

    shown = street.run("giulia", "words", listing)

    assert (shown.code, shown.out) == (0, "No words of it are kept to be signed.\n")
    assert "Nobody signed the words of this service" in shown.err
    assert street.run("giulia", "words", listing, TOLERANT_DEMO="0").code == 6


async def test_no_referral_is_sealed_to_words_that_nobody_signed(street, agreed):
    giulia, line = end_of(street, "giulia")
    case = agreed()
    giulia.demonstration = False

    with pytest.raises(WordsNotSigned):
        await giulia.send(case.id, FACTS, unverified=True)

    assert (giulia.outbox.all(), line.sent("sendReferral")) == ([], [])
    assert street.run("giulia", "refer", case.id, case.facts, TOLERANT_DEMO="0").code != 0


async def test_what_was_stopped_stays_so_when_the_node_adds_again_what_reviewers_signed_before(log, keys):
    one, two, _ = log.reviewers
    log.sign(one, two)
    signed = log.entries[-2:]
    log.stop(one)
    for entry in signed:
        log.add(entry)
    with pytest.raises(ListingWithdrawn):
        await log.end(keys).words(LISTING, 1)

    log.sign(two)
    assert await log.end(keys).words(LISTING, 1)


async def test_old_words_do_not_come_back_when_the_node_adds_again_what_reviewers_signed_before(log, keys):
    one, two, _ = log.reviewers
    log.sign(one, two)
    signed = log.entries[-2:]
    log.sign(one, two, rev=2, words="{}")
    for entry in signed:
        log.add(entry)

    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, 1)
    log.said = {**log.said, "words": "{}"}
    assert await log.end(keys).words(LISTING, 2) == {}


async def test_a_reviewers_device_that_was_shut_out_stays_out(log, keys):
    one, two, _ = log.reviewers
    log.add(sign_entry("device-revoked.v1", {"member": log.member, "device": two.kid, "nbf": 1}, log.officer))
    log.device(two)
    log.sign(one, two)
    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, 1)


async def test_a_founder_who_was_put_out_takes_no_reviewer_in_with_what_was_signed_before(log, keys):
    out, kept = log.officer, SigningKey.generate()
    two = log.say_officers(1, [out, kept], 1, out, kept)
    log.say_officers(2, [kept], 1, kept)
    log.add(two)
    log.sign(*(log.device(SigningKey.generate(), officer=out) for _ in range(2)))
    with pytest.raises(WordsNotSigned):
        await log.end(keys).words(LISTING, 1)
