"""Know the currencies of ISO 4217, as the Unicode CLDR lists them; no amount is ever converted."""

from functools import cache

from babel.numbers import list_currencies

from directory.errors import UnknownCode

SHARED = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})
"""Money of several countries; every other code that begins with X names metals, funds, or nothing."""


@cache
def _known() -> frozenset[str]:
    return frozenset(code for code in list_currencies() if code[0] != "X" or code in SHARED)


def currency_of(code: str) -> str:
    """Return a currency code.

    Raises:
        UnknownCode: ISO 4217 has no such currency, or its code names no money.
    """
    if code not in _known():
        raise UnknownCode(wanted="ISO 4217")
    return code
