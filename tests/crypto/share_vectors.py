"""The vectors of shares and of two devices (SPEC.md sections 19 to 22) run against the code."""

from collections.abc import Callable
from typing import Any

from pyshamir import combine as joined

from crypto import pairing, safety, share_words, shares
from crypto.log_entries import verify_entry
from crypto.recovery import RecoveryStatement

Given = dict[str, Any]


def _shown(share: shares.Share) -> Given:
    said = {"member": share.member, "ceremony": share.ceremony, "k": share.k, "n": share.n, "index": share.index}
    return {**said, "text": share.text(), "words": share_words.numbers(share), "hash_hex": share.hash.hex()}


def share(given: Given) -> Given:
    found = shares.decode(bytes.fromhex(given["share_hex"]))
    assert found.encode().hex() == given["share_hex"]
    return _shown(found)


def share_text(given: Given) -> Given:
    return _shown(shares.read_text(given["text"]))


def share_of_words(given: Given) -> Given:
    return _shown(share_words.read_numbers(given["words"]))


def combine_shares(given: Given) -> Given:
    held = [shares.decode(bytes.fromhex(one), at) for at, one in enumerate(given["shares_hex"], 1)]
    secret = shares.combine(held)
    assert joined([bytearray(one.part) for one in held]) == secret
    return {"secret_hex": secret.hex()}


def check_share(given: Given) -> Given:
    keys = [bytes.fromhex(one) for one in given["keys_hex"]]
    body = verify_entry(given["statement"].encode(), RecoveryStatement.KIND, keys, given["officers_k"])
    said = RecoveryStatement.parse(body)
    assert said.body() == body
    said.holds(shares.decode(bytes.fromhex(given["share_hex"])))
    return {}


def safety_pair(given: Given) -> Given:
    one, other = (
        safety.Root(said["member"], tuple(bytes.fromhex(key) for key in said["officers_hex"]), said["k"])
        for said in given["roots"]
    )
    assert safety.safety_number(other, one) == safety.safety_number(one, other)
    return {"number": safety.safety_number(one, other), "text": safety.safety_text(one, other)}


def pair_commit(given: Given) -> Given:
    sign, seal = (bytes.fromhex(key) for key in given["new_hex"])
    return {"commitment_hex": pairing.commit((sign, seal), bytes.fromhex(given["nonce_hex"])).hex()}


def pair_code(given: Given) -> Given:
    new, new_seal, old, old_seal = (bytes.fromhex(key) for key in (*given["new_hex"], *given["old_hex"]))
    commitment, one, other = (bytes.fromhex(given[f"{name}_hex"]) for name in ("commitment", "new_nonce", "old_nonce"))
    return {"text": pairing.short_code(commitment, (new, new_seal), one, (old, old_seal), other)}


OPERATIONS: dict[str, Callable[[Given], Given]] = {
    "share": share,
    "share-text": share_text,
    "share-words": share_of_words,
    "combine-shares": combine_shares,
    "check-share": check_share,
    "safety-pair": safety_pair,
    "pair-commit": pair_commit,
    "pair-code": pair_code,
}
