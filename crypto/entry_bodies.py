"""What an entry of the key log says, kind by kind: no name of a person, no address, nothing about a woman.

SPEC.md section 13 has the table of kinds, and who signs each.
"""

from collections.abc import Callable
from typing import Any

from crypto.errors import BadKey, MalformedStatement
from crypto.format import exact, integer, text, unb64u
from crypto.keys import SIGN_PUBLIC
from crypto.notes import COSIGNATURE, Vkey
from crypto.recovery import RecoveryStatement
from crypto.signing import DeviceStatement, EpochStatement, OfficersStatement

MOST_SIGNATURES = 16
_DAYS = {"vetted.v1": 90, "node.v1": 90, "listing.v1": 367}
"""The longest that an entry is valid: what is not renewed lapses, even where a revocation cannot arrive."""
_Check = Callable[[Any], object]


def some(value: Any, least: int, most: int) -> list[Any]:
    """Give a list of so many items.

    Raises:
        ValueError: it is no list, or of another length.
    """
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise ValueError("no list, or of another length")
    return value


def check_body(kind: str, body: Any) -> None:
    """Refuse a body that is not one of its kind.

    Raises:
        MalformedStatement: a field is missing, unknown, or not what it should be, or the log holds no such kind.
    """
    for known in (DeviceStatement, OfficersStatement, EpochStatement, RecoveryStatement):
        if kind == known.KIND:
            known.parse(body)
            return
    try:
        fields = KINDS[kind]
        exact(body, *fields)
        for name, check in fields.items():
            check(body[name])
        if "exp" in fields:
            integer(body["exp"], body["nbf"] + 1, body["nbf"] + _DAYS.get(kind, 36_500) * 86_400)
        if "k" in fields:
            integer(body["k"], 1, len(body["keys"]))
        if "w" in fields:
            many = len(body["witnesses"])
            integer(body["w"], many // 2 + 1 if many else 0, many)
            integer(body["refuse"], body["warn"])
    except (ValueError, KeyError, BadKey):
        raise MalformedStatement from None


def _form(pattern: str) -> _Check:
    return lambda value: text(value, pattern)


def _bytes(size: int) -> _Check:
    return lambda value: unb64u(value, size)


def _number(least: int) -> _Check:
    return lambda value: integer(value, least)


def _list(check: _Check, least: int = 1) -> _Check:
    def each(value: Any) -> None:
        items = some(value, least, MOST_SIGNATURES)
        for item in items:
            check(item)
        if len(set(items)) != len(items):
            raise ValueError("one stands twice")

    return each


def _witness(value: Any) -> None:
    if Vkey.decode(text(value, ".+")).kind != COSIGNATURE:
        raise ValueError("no witness")


def _limits(value: Any) -> None:
    for limit in exact(value, "attachment", "envelope").values():
        integer(limit, 1)


_ID = _form(r"[0-9a-f]{32}")
_NAME = _form(r"[A-Za-z0-9.:\[\]-]{1,255}")
_VERSION = _form(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}")
_KEY, _HASH, _FROM_0, _FROM_1 = _bytes(SIGN_PUBLIC), _bytes(32), _number(0), _number(1)
_MEMBER: dict[str, _Check] = {"member": _ID, "nbf": _FROM_0}
_BOARD: dict[str, _Check] = {"keys": _list(_KEY), "k": _FROM_1}
_LISTING: dict[str, _Check] = {**_MEMBER, "listing": _ID, "rev": _FROM_1}

KINDS: dict[str, dict[str, _Check]] = {
    "vetted.v1": {**_MEMBER, **_BOARD, "exp": _FROM_0},
    "suspended.v1": {**_MEMBER, "exp": _FROM_0},
    "devetted.v1": _MEMBER,
    "device-revoked.v1": {**_MEMBER, "device": _ID},
    "node.v1": {**_MEMBER, "node": _NAME, "sign": _KEY, "exp": _FROM_0},
    "node-revoked.v1": {**_MEMBER, "node": _NAME, "key": _ID},
    "listing.v1": {**_LISTING, "hash": _HASH, "exp": _FROM_0},
    "listing-withdrawn.v1": _LISTING,
    "board.v1": {**_BOARD, "seq": _FROM_0, "nbf": _FROM_0},
    "release.v1": {"program": _form(r"[a-z][a-z0-9-]{0,39}"), "version": _VERSION, "hash": _HASH, "nbf": _FROM_0},
    "policy.v1": {
        **{"seq": _FROM_0, "suites": _list(_form("XW[1-9][0-9]{0,2}")), "min_version": _VERSION, "limits": _limits},
        **{"witnesses": _list(_witness, 0), "w": _FROM_0, "warn": _FROM_1, "refuse": _FROM_1, "nbf": _FROM_0},
    },
}
"""The fields of each kind of which statements did not have a class before there was a log."""
