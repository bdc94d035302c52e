"""The vectors of `crypto/vectors/` run against the code: one function an operation."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crypto import consent, format, keys, opening, sealing, signing, vault, wrapping
from crypto.attachments import Attachment
from crypto.envelope import Context, Envelope
from crypto.errors import MalformedEnvelope, UnsupportedVersion
from crypto.named_state import parse_named
from tests.crypto import case_vectors, log_vectors, share_vectors, streams
from tests.crypto.code_vectors import OPERATIONS as CODE_OPERATIONS

FOLDER = Path(__file__).resolve().parents[2] / "crypto" / "vectors"
Given = dict[str, Any]


def load(path: Path) -> Given:
    return json.loads(path.read_text(encoding="utf-8"))


def text_or_bytes(given: Given, name: str) -> bytes:
    return given[name].encode() if name in given else bytes.fromhex(given[f"{name}_hex"])


def hexed(given: Given, name: str) -> bytes:
    return bytes.fromhex(given[f"{name}_hex"])


def listed(given: Given, name: str) -> list[bytes]:
    return [bytes.fromhex(one) for one in given[f"{name}_hex"]]


def lp(given: Given) -> Given:
    joined = format.lp(*given["parts"])
    assert format.unlp(joined, len(given["parts"])) == [part.encode() for part in given["parts"]]
    return {"bytes_hex": joined.hex()}


def b64u(given: Given) -> Given:
    data = format.unb64u(given["text"], given.get("size"))
    assert format.b64u(data) == given["text"]
    return {"bytes_hex": data.hex()}


def jcs(given: Given) -> Given:
    written = format.jcs(given["value"])
    assert format.strict_json(written, most=65536) == given["value"]
    return {"text": written.decode()}


def read_json(given: Given) -> Given:
    format.strict_json(text_or_bytes(given, "document"), most=given["most"])
    return {}


def signing_key(given: Given) -> Given:
    key = keys.SigningKey(hexed(given, "seed"))
    return {"public_hex": key.public.hex(), "sign_kid": key.kid}


def sealing_key(given: Given) -> Given:
    key = keys.SealingKey(hexed(given, "seed"))
    assert keys.check_sealing_key(key.public) == key.public
    return {"public_hex": key.public.hex(), "kid_hex": key.kid.hex()}


def sealing_public(given: Given) -> Given:
    keys.check_sealing_key(hexed(given, "public"))
    return {}


def fingerprint(given: Given) -> Given:
    return {"text": keys.fingerprint(hexed(given, "public"))}


def safety(given: Given) -> Given:
    return {"text": keys.member_fingerprint(given["member"], listed(given, "officers"), given["k"])}


def signature(given: Given) -> Given:
    keys.verify(hexed(given, "public"), hexed(given, "signature"), given["label"], *given["parts"])
    return {}


def intake_wrap(given: Given) -> Given:
    at = {"member": given["member"], "epoch": given["epoch"], "to_device": given["device"]}
    return {
        "seed_hex": wrapping.unwrap_seed(hexed(given, "wrap"), keys.SealingKey(hexed(given, "key")), **at).seed.hex()
    }


def wrap_seed(given: Given) -> Given:
    at = {"member": given["member"], "epoch": given["epoch"], "to_device": given["device"]}
    wrapping.wrap_seed(hexed(given, "seed"), hexed(given, "to"), **at)
    return {}


def statement(given: Given) -> Given:
    body = signing.verify_statement(text_or_bytes(given, "statement"), given["kind"], listed(given, "keys"))
    for kind in (signing.DeviceStatement, signing.OfficersStatement, signing.EpochStatement):
        if given["kind"] == kind.KIND:
            assert kind.parse(body).body() == body
    return {}


def expected(given: Given) -> opening.Expect:
    waits = dict(given["waits_for"])
    for name in ("consent", "prev", "feedback_key"):
        if f"{name}_hex" in waits:
            waits[name] = bytes.fromhex(waits.pop(f"{name}_hex"))
    return opening.Expect(**waits)


def open_(given: Given) -> Given:
    """Open it; an envelope that is refused for its form is refused by the node, which only parses, just the same."""
    data = text_or_bytes(given, "envelope")
    mine = [keys.SealingKey(seed) for seed in listed(given, "keys")]
    try:
        officers, k = listed(given, "officers"), given.get("k", 1)
        opened = opening.open_(data, keys=mine, expect=expected(given), officers=officers, k=k)
    except (MalformedEnvelope, UnsupportedVersion) as refused:
        with pytest.raises(type(refused)):
            Envelope.parse(data)
        raise
    except Exception:
        Envelope.parse(data)
        raise
    assert Envelope.parse(data).to_bytes() == data
    attached = [one.to_json() for one in opened.attachments]
    found = {"typ": opened.typ, "body": opened.body, "env_id_hex": opened.env_id.hex()}
    return {**found, "attachments": attached} if attached else found


def _context(made: Given) -> Context:
    at = made["context"]
    return Context(
        ref=at["ref"],
        seq=at["seq"],
        prev=format.unb64u(at["prev"]),
        sender=at["from"],
        recipient=at["to"],
        listing=at["svc"],
        version=at["rev"],
        consent=format.unb64u(at["consent"]),
        expires=at["exp"],
        epoch=at["epoch"],
        log=parse_named(at["log"]) if "log" in at else None,
    )


def _attachments(made: Given) -> list[Attachment]:
    """Give what a vector attaches, also what no reader would take."""
    said = made.get("attachments", [])
    return [Attachment(**{**one, **{at: format.unb64u(one[at]) for at in ("key", "hash")}}) for one in said]


def _sender(made: Given) -> sealing.Sender:
    return sealing.Sender(keys.SigningKey(hexed(made, "device_seed")), made["statement"].encode())


def seal(given: Given, out: Given) -> Given:
    """Seal with the order, keys and nonce of the vector in the place of chance; HPKE's messages are the vector's."""
    recorded = Envelope.parse(out["envelope"])
    places = [(None if one["dummy"] else keys.SealingKey(hexed(one, "seed")).public, one) for one in given["wraps"]]
    order = [(keys.kid(public) if public else hexed(one, "kid"), public) for public, one in places]
    drawn = [hexed(given, "cek"), hexed(given, "nonce")] + [
        hexed(one, "plain") for one in given["wraps"] if one["dummy"]
    ]
    wraps = dict(zip(recorded.header.rcpt, zip(recorded.wraps, given["wraps"], strict=True), strict=True))

    def wrap(plain: bytes, public: bytes, info: bytes) -> bytes:
        name = next(iter(wraps))
        made, one = wraps.pop(name)
        assert public == keys.SealingKey(hexed(one, "seed")).public
        assert keys.SealingKey(hexed(one, "seed")).unwrap(made, info) == plain
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "_shuffled", lambda recipients: order)
        patch.setattr(sealing, "_nobody", lambda: _nobody(given))
        patch.setattr(sealing, "random", lambda size: drawn.pop(0))
        patch.setattr(sealing, "wrap", wrap)
        recipients = [public for _, public in order if public]
        made = sealing.seal(
            given["typ"],
            given["body"],
            context=_context(given),
            sender=_sender(given),
            recipients=recipients,
            attachments=_attachments(given),
        )
    assert (drawn, wraps) == ([], {})
    return {"envelope": made.to_bytes().decode(), "env_id_hex": made.env_id.hex()}


def _nobody(given: Given) -> bytes:
    return keys.SealingKey(next(hexed(one, "seed") for one in given["wraps"] if one["dummy"])).public


def seal_refused(given: Given) -> Given:
    sealing.seal(
        given["typ"],
        given["body"],
        context=_context(given),
        sender=_sender(given),
        recipients=listed(given, "recipients"),
        attachments=_attachments(given),
    )
    return {}


def block(given: Given) -> Given:
    return {"bytes_hex": sealing.commitment(given["category"], hexed(given, "salt"), given["data"]).hex()}


def token(given: Given) -> Given:
    data = text_or_bytes(given, "signed")
    said = consent.verify_token(data, hexed(given, "public"))
    out: Given = {"hash_hex": consent.token_hash(data).hex()}
    if "before" in given:
        before = given["before"].encode()
        out["goes_on"] = consent.goes_on(said, consent.parse(before).token, consent.token_hash(before))
    return out


def salted(given: Given) -> Given:
    return {"bytes_hex": consent.salted_hash(hexed(given, "salt"), given["value"]).hex()}


def withdrawal(given: Given) -> Given:
    return {"bytes_hex": consent.withdrawal_commitment(hexed(given, "secret")).hex()}


def feedback_key(given: Given) -> Given:
    return {"public_hex": consent.feedback_key(hexed(given, "secret")).public.hex()}


def proof(given: Given) -> Given:
    consent.verify_proof(hexed(given, "public"), hexed(given, "signature"), hexed(given, "env_id"))
    return {}


def vault_(given: Given) -> Given:
    return {"secrets": vault.unlock(text_or_bytes(given, "vault"), given["passphrase"])}


OPERATIONS: dict[str, Callable[[Given], Given]] = {
    "lp": lp,
    "b64u": b64u,
    "jcs": jcs,
    "json": read_json,
    "signing-key": signing_key,
    "sealing-key": sealing_key,
    "sealing-public": sealing_public,
    "fingerprint": fingerprint,
    "safety": safety,
    "signature": signature,
    "intake-wrap": intake_wrap,
    "wrap-seed": wrap_seed,
    "statement": statement,
    "open": open_,
    "seal-refused": seal_refused,
    "block": block,
    "token": token,
    "salted": salted,
    "withdrawal": withdrawal,
    "feedback-key": feedback_key,
    "proof": proof,
    "vault": vault_,
    **log_vectors.OPERATIONS,
    **share_vectors.OPERATIONS,
    **case_vectors.OPERATIONS,
    **CODE_OPERATIONS,
    "stream-open": streams.stream_open,
    "stream-seal": streams.stream_seal,
    "sealed-size": streams.sealed_size,
    "capabilities": streams.capabilities,
}
