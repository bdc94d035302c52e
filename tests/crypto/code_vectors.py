"""The vectors of her code and her copy (SPEC.md section 23) run against the code."""

from collections.abc import Callable
from typing import Any

from crypto import copies, her_code, her_copy
from crypto.keys import SealingKey

Given = dict[str, Any]


def code_read(given: Given) -> Given:
    code = her_code.read(given["typed"])
    return {"code": code, "shown": her_code.shown(code), "words": her_code.numbers(code)}


def code_words(given: Given) -> Given:
    return {"code": her_code.read_numbers(given["words"])}


def code_keys(given: Given) -> Given:
    made = her_copy.derive(given["code"], given["network"])
    shown = {"lookup": made.lookup, "append": made.append, "revoke": made.revoke, "seal_public": made.seal.public}
    return {f"{name}_hex": value.hex() for name, value in shown.items()}


def copy_part(given: Given) -> Given:
    return {
        "content": her_copy.open_part(bytes.fromhex(given["part_hex"]), SealingKey(bytes.fromhex(given["key_hex"])))
    }


def copy_part_refused(given: Given) -> Given:
    her_copy.seal_part(given["content"], bytes.fromhex(given["public_hex"]))
    return {}


def her_look(given: Given) -> Given:
    public, signature, consent = (bytes.fromhex(given[f"{name}_hex"]) for name in ("public", "signature", "consent"))
    copies.verify_look(public, signature, consent, given["referral"], given["at"])
    return {}


OPERATIONS: dict[str, Callable[[Given], Given]] = {
    "code-read": code_read,
    "code-words": code_words,
    "code-keys": code_keys,
    "copy-part": copy_part,
    "copy-part-refused": copy_part_refused,
    "her-look": her_look,
}
