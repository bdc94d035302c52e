"""The vectors of her code, her copy and sealed inboxes (SPEC.md sections 23 and 25) run against the code."""

from collections.abc import Callable
from typing import Any

from crypto import copies, her_code, her_copy, sealed_inbox
from crypto.inbox_letter import InboxLetter
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


def _inbox(seal: str = "") -> sealed_inbox.InboxKeys:
    return sealed_inbox.InboxKeys(b"", b"", bytes.fromhex(seal) if seal else bytes(32))


def _inbox_place(given: Given) -> Given:
    return {"listing": given["listing"], "version": given["version"], "consent": bytes.fromhex(given["consent_hex"])}


def inbox_keys(given: Given) -> Given:
    made = sealed_inbox.derive(given["code"], given["network"])
    return {f"{name}_hex": getattr(made, name).hex() for name in ("lookup", "proof", "seal")}


def inbox_letter(given: Given) -> Given:
    """Open it, and seal it again as it was."""
    data, keys = bytes.fromhex(given["letter_hex"]), _inbox(given["seal_hex"])
    content, letter = sealed_inbox.open_(data, keys), InboxLetter.parse(data)
    place = {"listing": letter.listing, "version": letter.version, "consent": letter.consent}
    assert letter.to_bytes() == data
    assert sealed_inbox.open_(sealed_inbox.seal(content, keys, **place), keys) == content
    return {"content": content, "categories": list(letter.categories)}


def inbox_seal_refused(given: Given) -> Given:
    sealed_inbox.seal(given["content"], _inbox(), **_inbox_place(given))
    return {}


def inbox_answer(given: Given) -> Given:
    key = SealingKey(bytes.fromhex(given["key_hex"]))
    content = sealed_inbox.open_answer(bytes.fromhex(given["answer_hex"]), key)
    assert sealed_inbox.open_answer(sealed_inbox.seal_answer(content, key.public), key) == content
    return {"content": content}


OPERATIONS: dict[str, Callable[[Given], Given]] = {
    "code-read": code_read,
    "code-words": code_words,
    "code-keys": code_keys,
    "copy-part": copy_part,
    "copy-part-refused": copy_part_refused,
    "her-look": her_look,
    "inbox-keys": inbox_keys,
    "inbox-letter": inbox_letter,
    "inbox-seal-refused": inbox_seal_refused,
    "inbox-answer": inbox_answer,
}
