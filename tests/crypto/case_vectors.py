"""The vectors of case keys (SPEC.md section 24) run against the code."""

from collections.abc import Callable
from typing import Any

import pytest

from crypto import cases, keys, opening

Given = dict[str, Any]


def hexed(given: Given, name: str) -> bytes:
    return bytes.fromhex(given[f"{name}_hex"])


def case_of(given: Given) -> cases.Case:
    return cases.Case(given["member"], given["ref"], given["number"])


def case_wrap(given: Given) -> Given:
    key = keys.SealingKey(hexed(given, "key"))
    return {"case_key_hex": cases.unwrap_case_key(hexed(given, "wrap"), key, case_of(given), to=given["to"]).hex()}


def wrap_case(given: Given) -> Given:
    cases.wrap_case_key(hexed(given, "case_key"), hexed(given, "to"), case_of(given), to=given["to"])
    return {}


def case_letter(given: Given) -> Given:
    said = hexed(given, "sealed"), hexed(given, "case_key"), case_of(given), hexed(given, "env_id")
    return {"cek_hex": cases.open_letter_key(*said).hex()}


def close_case_letter(given: Given) -> Given:
    said = hexed(given, "cek"), hexed(given, "case_key"), case_of(given), hexed(given, "env_id")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "random", lambda size: hexed(given, "nonce"))
        return {"sealed_hex": cases.close_letter_key(*said).hex()}


def case_open(given: Given) -> Given:
    from tests.crypto.vectors import expected, listed, text_or_bytes

    opened = opening.open_(
        text_or_bytes(given, "envelope"),
        keys=[keys.SealingKey(seed) for seed in listed(given, "keys")],
        expect=expected(given),
        officers=listed(given, "officers"),
        cek=hexed(given, "cek") if "cek_hex" in given else None,
    )
    return {"typ": opened.typ, "body": opened.body, "env_id_hex": opened.env_id.hex()}


OPERATIONS: dict[str, Callable[[Given], Given]] = {
    "case-wrap": case_wrap,
    "wrap-case": wrap_case,
    "case-letter": case_letter,
    "close-case-letter": close_case_letter,
    "case-open": case_open,
}
