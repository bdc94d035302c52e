"""Sealing and opening: what one organisation seals, the other opens, and nobody else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.consent import feedback_key
from crypto.envelope import Envelope
from crypto.errors import BadKey, MalformedEnvelope, NotAllowed, NotForYou, Tampered, UnsupportedVersion
from crypto.format import b64u, blake2b, jcs, lp
from crypto.keys import SealingKey, SigningKey
from crypto.sealing import Sender, blocks, manifest_of, seal
from tests.crypto.seals import LATER, NOW, A, C, Post

ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
NFC = st.text(max_size=40).filter(lambda text: _is_nfc(text))


def _is_nfc(text: str) -> bool:
    try:
        jcs(text)
    except ValueError:
        return False
    return True


@pytest.fixture
def post() -> Post:
    return Post()


def test_what_is_sealed_to_an_organisation_opens_with_its_key(post):
    opened = post.open(post.seal())

    assert (opened.typ, opened.body) == ("referral", post.body)
    assert opened.device is not None
    assert opened.device.device == post.device.kid


def test_the_sender_opens_her_own_copy(post):
    sealed = post.seal(recipients=[post.intake.public, post.copy.public])

    assert post.open(sealed, me=A, keys=[post.copy]).body == post.body


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["CONTACT", "NEED", "SAFETY"]), NFC), st.integers(1, 16))
def test_sealing_then_opening_gives_back_the_same(data, count):
    post = Post()
    others = [SealingKey(bytes([n]) * 32).public for n in range(100, 99 + count)]

    sealed = post.seal(body=blocks(data), recipients=[*others, post.intake.public])

    assert post.open(sealed).body["blocks"].keys() == data.keys()
    assert len(sealed.wraps) in {2, 4, 8, 16}


@pytest.mark.parametrize("at", ["protected", "commit", "wraps", "nonce", "ct"])
def test_one_changed_bit_anywhere_is_found(post, at):
    sealed = post.seal(recipients=[post.intake.public, post.copy.public])
    raw = sealed.to_bytes()
    start = raw.index(f'"{at}":'.encode()) + len(at) + 4
    if at == "wraps":  # each reader checks the wrap that is hers
        start = raw.index(b64u(sealed.wraps[sealed.header.rcpt.index(post.intake.kid)]).encode())

    for offset in (0, 1, 7, 20):
        for bit in range(6):
            changed = bytearray(raw)
            changed[start + offset] ^= 1 << bit
            with pytest.raises((MalformedEnvelope, UnsupportedVersion, NotForYou, NotAllowed, Tampered)):
                post.open(bytes(changed), keys=[post.intake, post.copy])


def test_swapped_wraps_do_not_open(post):
    sealed = post.seal(recipients=[post.intake.public, post.copy.public])

    with pytest.raises(Tampered):
        post.open(replace(sealed, wraps=sealed.wraps[::-1]))


def test_a_foreign_commitment_is_found_before_the_content_is_opened(post):
    sealed = post.seal()

    with pytest.raises(Tampered):
        post.open(replace(sealed, commit=post.seal().commit))


def test_a_foreign_header_is_found(post):
    sealed, other = post.seal(), post.seal(context=replace(post.context, seq=1))

    with pytest.raises((Tampered, NotForYou)):
        post.open(replace(sealed, protected=other.protected, header=other.header, wraps=other.wraps))


@pytest.mark.parametrize(
    "reason, changes",
    [
        ("referral", {"ref": "3" * 32}),
        ("consent", {"consent": b"x" * 32}),
        ("sender", {"sender": C}),
        ("listing", {"listing": C}),
        ("version", {"version": 4}),
        ("order", {"seq": 1}),
        ("order", {"prev": b"p" * 32}),
        ("expired", {"now": LATER}),
    ],
)
def test_an_envelope_that_answers_another_question_is_not_opened(post, reason, changes):
    with pytest.raises(NotAllowed) as refused:
        post.open(post.seal(), **changes)

    assert refused.value.reason == reason


def test_what_is_pinned_and_true_opens(post):
    opened = post.open(post.seal(), sender=A, listing=post.context.listing, version=3, seq=0, prev=b"")

    assert opened.header.context == post.context


def test_an_envelope_for_another_organisation_is_not_for_you(post):
    with pytest.raises(NotForYou):
        post.open(post.seal(), me=C)


def test_without_a_recipients_key_nothing_opens(post):
    with pytest.raises(NotForYou):
        post.open(post.seal(), keys=[post.copy, SealingKey.generate()])


@pytest.mark.parametrize(
    "changes",
    [{"member": C}, {"exp": NOW}, {"nbf": NOW + 1}],
    ids=["of another member", "too old", "too new"],
)
def test_a_device_that_nobody_vouches_for_now_is_not_believed(post, changes):
    with pytest.raises(NotAllowed) as refused:
        post.open(post.seal(sender=post.sender(**changes)))

    assert refused.value.reason == "device"


def test_an_officer_whom_the_reader_does_not_know_vouches_for_nobody(post):
    with pytest.raises(NotAllowed):
        post.open(post.seal(), officers=[SigningKey.generate().public])
    with pytest.raises(NotAllowed):
        post.open(post.seal(sender=Sender(post.device, b"no statement")))


def test_a_signature_of_another_device_is_found(post):
    with pytest.raises(Tampered):
        post.open(post.seal(sender=Sender(SigningKey.generate(), post.statement())))


def test_her_own_feedback_is_believed_by_her_key_alone(post):
    key = feedback_key(b"h" * 32)
    context = replace(post.context, sender="", recipient=A, seq=4)
    sealed = post.seal("feedback", body={"safe": "YES"}, context=context, sender=Sender(key))

    assert post.open(sealed, me=A, feedback_key=key.public).device is None
    with pytest.raises(Tampered):
        post.open(sealed, me=A, feedback_key=SigningKey.generate().public)
    with pytest.raises(NotAllowed):
        post.open(sealed, me=A)
    vouched = post.seal("feedback", body={}, context=context, sender=Sender(key, post.statement()))
    with pytest.raises(NotAllowed):
        post.open(vouched, me=A, feedback_key=key.public)


@pytest.mark.parametrize("count", [0, 17])
def test_one_to_sixteen_recipients_can_be_sealed_to(post, count):
    keys = [SealingKey(bytes([n]) * 32).public for n in range(count)]

    with pytest.raises(NotAllowed) as refused:
        post.seal(recipients=keys)

    assert refused.value.reason == "recipients"


def test_the_same_recipient_twice_is_refused(post):
    with pytest.raises(NotAllowed):
        post.seal(recipients=[post.intake.public] * 2)


def test_dummies_look_like_recipients(post):
    sealed = post.seal(recipients=[post.intake.public, post.copy.public, SealingKey.generate().public])

    assert len(sealed.wraps) == len(sealed.header.rcpt) == 4
    assert {len(wrap) for wrap in sealed.wraps} == {1168}
    assert len(set(sealed.wraps)) == 4
    assert post.open(sealed).body == post.body


def test_the_order_of_recipients_tells_nothing(post):
    places = {post.seal().header.rcpt.index(post.intake.kid) for _ in range(40)}

    assert places == {0, 1}


@pytest.mark.parametrize("size, bucket", [(0, 4096), (600, 4096), (3000, 16384), (12000, 16384), (28000, 32768)])
def test_the_length_of_a_story_shows_only_as_a_bucket(post, size, bucket):
    assert len(post.seal(body=blocks({"NEED": "x" * size})).ct) - 16 == bucket


def test_what_fits_no_bucket_or_no_envelope_is_refused_whole(post):
    many = [SealingKey(bytes([n]) * 32).public for n in range(16)]

    for body, keys in ((blocks({"NEED": "x" * 33000}), [post.intake.public]), (blocks({"NEED": "x" * 28000}), many)):
        with pytest.raises(NotAllowed) as refused:
            post.seal(body=body, recipients=keys)
        assert refused.value.reason == "too-large"


@pytest.mark.parametrize(
    "body",
    [{"x": 1.5}, {"blocks": {"NEED": {"data": 1}}}, {"blocks": []}, {"blocks": {"NEED": {"salt": 1, "data": 1}}}],
)
def test_a_body_without_one_spelling_is_not_sealed(post, body):
    with pytest.raises(NotAllowed) as refused:
        post.seal(body=body)

    assert refused.value.reason == "form"


def test_an_unknown_type_is_not_sealed(post):
    with pytest.raises(NotAllowed):
        post.seal("gossip")


def test_content_that_differs_from_what_was_declared_is_not_believed(post, monkeypatch):
    monkeypatch.setattr("crypto.sealing.manifest_of", lambda typ, body: manifest_of(typ, blocks({"NEED": "other"})))
    sealed = post.seal()
    monkeypatch.undo()

    with pytest.raises(NotAllowed) as refused:
        post.open(sealed)

    assert refused.value.reason == "manifest-mismatch"


@pytest.mark.parametrize("typ", ["referral", "reply"])
@pytest.mark.parametrize("body", [{}, {"note": "declared to nobody"}, [], "text"])
def test_facts_about_her_are_sealed_in_blocks_only(post, typ, body):
    with pytest.raises(NotAllowed) as refused:
        post.seal(typ, body=body)

    assert refused.value.reason == "form"


@pytest.mark.parametrize("typ", ["referral", "reply"])
def test_facts_that_are_declared_to_nobody_are_not_shown(post, typ, monkeypatch):
    monkeypatch.setattr("crypto.sealing.manifest_of", lambda typ, body: ())
    sealed = post.seal(typ, body={"note": "declared to nobody"})
    monkeypatch.undo()

    with pytest.raises(NotAllowed) as refused:
        post.open(sealed)

    assert refused.value.reason == "manifest-mismatch"


@pytest.mark.parametrize("body", [{"blocks": 1}, {"blocks": {"NEED": {}}}])
def test_blocks_of_another_form_are_a_mismatch(post, body, monkeypatch):
    monkeypatch.setattr("crypto.sealing.manifest_of", lambda typ, body: ())
    monkeypatch.setattr("crypto.sealing.check_named", lambda body, attachments: None)
    sealed = post.seal(body=body)
    monkeypatch.undo()

    with pytest.raises(NotAllowed) as refused:
        post.open(sealed)

    assert refused.value.reason == "manifest-mismatch"


@pytest.mark.parametrize(
    "inner",
    [
        b'{"attachments":[],"body":{},"typ":"gossip"}',
        b'{"attachments":[1],"body":{},"typ":"status"}',
        b'{"attachments":[],"body":{},"typ":"status","x":1}',
        b'{ "attachments":[],"body":{},"typ":"status"}',
        b"no json",
    ],
)
def test_a_sender_who_writes_another_form_inside_is_not_believed(post, inner, monkeypatch):
    monkeypatch.setattr("crypto.sealing.jcs", lambda value: inner if "typ" in value else jcs(value))
    sealed = post.seal("status", body={})
    monkeypatch.undo()

    with pytest.raises(Tampered):
        post.open(sealed)


@pytest.mark.parametrize("plain", [b"", b"\x00\x00\x00\x01", lp("inner", b"short", b""), lp("a", b"s" * 64, b"", b"")])
def test_a_sender_who_packs_other_parts_is_not_believed(post, plain, monkeypatch):
    monkeypatch.setattr(
        "crypto.sealing.lp", lambda *parts: plain if isinstance(parts[0], bytes) and len(parts) == 3 else lp(*parts)
    )
    sealed = post.seal()
    monkeypatch.undo()

    with pytest.raises(Tampered):
        post.open(sealed)


def test_padding_that_is_none_is_found(post, monkeypatch):
    monkeypatch.setattr("crypto.sealing.sodium_pad", lambda plain, size: b"\x00" * size)
    sealed = post.seal()
    monkeypatch.undo()

    with pytest.raises(Tampered):
        post.open(sealed)


def test_an_envelope_has_one_name_with_and_without_its_wraps(post):
    sealed = post.seal()

    assert replace(sealed, wraps=()).env_id == sealed.env_id
    assert sealed.env_id == blake2b(lp("tolerant/v1/env", sealed.protected, sealed.commit, sealed.nonce, sealed.ct))


def test_the_node_sees_the_categories_and_nothing_of_the_content(post):
    raw = post.seal(body=blocks({"CONTACT": "MARKER-IN-CONTACT", "NEED": 1})).to_bytes()

    assert Envelope.parse(raw).header.categories == {"CONTACT", "NEED"}
    assert b"MARKER" not in raw
    assert b64u(b"MARKER").encode() not in raw


def test_the_secrets_of_opened_content_and_of_senders_stay_out_of_repr(post):
    sender, opened = post.sender(), post.open(post.seal())

    assert "Мария" not in repr(opened)
    assert post.device.seed.hex() not in repr(sender)
    assert opened.header.context == post.context


def test_a_key_that_is_none_is_not_sealed_to(post):
    for bad in (b"", b"\xff" * 1216):
        with pytest.raises(BadKey):
            seal("referral", post.body, context=post.context, sender=post.sender(), recipients=[bad])
